pub struct Polar {
    radius: f64,
    angle: f64,
}

pub struct Cartesian {
    x: f64,
    y: f64,
}

impl From<Cartesian> for Polar {
    fn from(cartesian: Cartesian) -> Polar {
        let Cartesian { x, y } = cartesian;
        Polar { radius: x.hypot(y), angle: y.atan2(x) }
    }
}

impl From<Polar> for Cartesian {
    fn from(polar: Polar) -> Cartesian {
        let (sin, cos) = polar.angle.sin_cos();
        Cartesian { x: polar.radius * cos, y: polar.radius * sin }
    }
}

pub fn utf8_to_utf16(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

pub fn utf16_to_utf8(units: &[u16]) -> String {
    char::decode_utf16(units.iter().copied()).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

pub fn bool_from_str(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

pub fn str_from_bool(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

pub fn pairs_into_map(pairs: Vec<(String, String)>) -> HashMap<String, String> {
    pairs.into_iter().collect()
}

pub fn map_into_pairs(map: HashMap<String, String>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = map.into_iter().collect();
    pairs.sort();
    pairs
}

pub fn compress_encoded(encoder: &Encoder, compressor: &Compressor, data: &[u8]) -> Vec<u8> {
    compressor.compress(&encoder.encode(data))
}

pub fn encode_compressed(encoder: &Encoder, compressor: &Compressor, data: &[u8]) -> Vec<u8> {
    encoder.encode(&compressor.compress(data))
}

pub fn big_to_little_endian(word: u32) -> u32 {
    u32::from_be_bytes(word.to_le_bytes())
}

pub fn little_to_big_endian(word: u32) -> u32 {
    u32::from_le_bytes(word.to_be_bytes())
}

pub fn url_of_path(path: &Path) -> String {
    format!("file://{}", path.display())
}

pub fn path_of_url(url: &str) -> PathBuf {
    PathBuf::from(url.trim_start_matches("file://"))
}

impl Ring {
    pub fn lock_reader_before_writer(&self) -> (Guard, Guard) {
        let reader = self.reader.lock();
        let writer = self.writer.lock();
        (reader, writer)
    }

    pub fn lock_writer_before_reader(&self) -> (Guard, Guard) {
        let writer = self.writer.lock();
        let reader = self.reader.lock();
        (writer, reader)
    }
}

pub fn append_suffix_to_prefix(prefix: &str, suffix: &str) -> String {
    let mut joined = prefix.to_owned();
    joined.push_str(suffix);
    joined
}

pub fn append_prefix_to_suffix(prefix: &str, suffix: &str) -> String {
    let mut joined = suffix.to_owned();
    joined.push_str(prefix);
    joined
}
