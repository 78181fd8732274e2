package units

fun Kilometers.toMiles(): Miles = Miles(value * 0.621371)

fun Miles.toKilometers(): Kilometers = Kilometers(value / 0.621371)

fun dpToPx(dp: Float, density: Float): Int = (dp * density).roundToInt()

fun pxToDp(px: Int, density: Float): Float = px / density

fun UserEntity.toDomain(): UserDomain = UserDomain(id = id, name = name)

fun UserDomain.toEntity(): UserEntity = UserEntity(id = id, name = name)

fun bitmapFromBytes(bytes: ByteArray): Bitmap = BitmapFactory.decodeByteArray(bytes, 0, bytes.size)

fun bytesFromBitmap(bitmap: Bitmap): ByteArray {
    val stream = ByteArrayOutputStream()
    bitmap.compress(Bitmap.CompressFormat.PNG, 100, stream)
    return stream.toByteArray()
}

class Editor {
    fun insertImageInsideText(image: Image, text: Text) {
        text.spans.add(image)
    }

    fun insertTextInsideImage(text: Text, image: Image) {
        image.layers.add(text)
    }

    fun hideToolbarWhenKeyboardOpens(toolbar: Toolbar, keyboard: Keyboard) {
        keyboard.onOpen { toolbar.visible = false }
    }

    fun hideKeyboardWhenToolbarOpens(keyboard: Keyboard, toolbar: Toolbar) {
        toolbar.onOpen { keyboard.visible = false }
    }
}
