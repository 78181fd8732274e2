"""Macros that hide definitions are blanked for the parser, and nothing else is.

In the expectations blanked text is shown as dots.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.syntax import extract
from snippet_lsp.syntax.macros import blank_c, blank_cpp, blank_rust


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("class API Widget {", "class ... Widget {"),
        ("class API EXPORTED Widget : Base {", "class ... ........ Widget : Base {"),
        ("struct API Widget\n    : Base\n{", "struct ... Widget\n    : Base\n{"),
        ("BEGIN_NAMESPACE\nint x;", "...............\nint x;"),
        ("  Q_OBJECT\n public:", "  ........\n public:"),
        ("DECLARE(Widget)\nint x;", "...............\nint x;"),
        ("NODISCARD detail::type get() {", "......... detail::type get() {"),
        ("template <class T> INLINE T get() {", "template <class T> ...... T get() {"),
        ("  CONSTEXPR Widget(int x) {}", "  ......... Widget(int x) {}"),
        ("static CONSTEXPR ~Widget() {}", "static ......... ~Widget() {}"),
        ("int size() const REQUIRES(mutex_) {", "int size() const ................ {"),
        ("public Q_SLOTS:", "public .......:"),
        ("\nclass API\tWidget {\r\n", "\nclass ...\tWidget {\r\n"),
    ],
)
def test_cpp_macros_are_blanked(text: str, left: str) -> None:
    check_blanked(blank_cpp, text, left)


@pytest.mark.parametrize(
    "text",
    [
        "#define API __attribute__((x)) static\n",
        "#define LONG(x) \\\n  BEGIN \\\n  END\n",
        "struct STAT status = {0};",
        "struct STAT read() {",
        "int MAX(int a, int b) {",
        "TEST(Suite, Name)\n{",
        "TEST(Suite, Name) {",
        "x = first +\nMAX(a, b)\n;",
        "call(a,\nNULL\n);",
        "return NULL;",
        "enum { ONE, TWO };",
        "class Widget : public Base {",
        "DWORD size;",
        "DWORD size, count;",
        "FILE *file;",
        'const char *text = "class API Widget {";',
    ],
)
def test_other_code_stays(text: str) -> None:
    check_blanked(blank_cpp, text, text)
    check_blanked(blank_c, text, text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("API const char *name(void) {", "... const char *name(void) {"),
        ("DEFINE_LIST(item)\nint x;", ".................\nint x;"),
        ("BOOL WINAPI run(int x)\n{", ".... WINAPI run(int x)\n{"),
        ("static __always_inline struct s *f() {", "static ............... struct s *f() {"),
        ("void *copy(void) ALLOCATES;", "void *copy(void) .........;"),
        ("STATUS\nrun(int x)\n{", "STATUS\nrun(int x)\n{"),
        ("BOOL run(int x) {", "BOOL run(int x) {"),
        ("__u32 size(void) {", "__u32 size(void) {"),
    ],
)
def test_in_c_a_function_keeps_a_type(text: str, left: str) -> None:
    check_blanked(blank_c, text, left)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("pin_project! {\n    pub struct A {}\n}\n", "............ .\n    pub struct A {}\n.\n"),
        ("cfg::rt! {\n  async fn a() {}\n}", "........ .\n  async fn a() {}\n."),
        (
            "cfg_a! {\n    cfg_b! {\n        fn a() {}\n    }\n}\n",
            "...... .\n    ...... .\n        fn a() {}\n    .\n.\n",
        ),
    ],
)
def test_rust_macros_around_items_are_blanked(text: str, left: str) -> None:
    check_blanked(blank_rust, text, left)


@pytest.mark.parametrize(
    "text",
    [
        "select! {\n    x = a => b(x),\n}\n",
        "quote! {\n    fn a() {}\n}\n",
        "generate! {\n    fn #name() {}\n}\n",
        "macro_rules! a {\n    () => { fn b() {} };\n}\n",
        "vec! {\n    fn a() {\n}\n",
        "fn a() {\n    b!{ struct C; }\n}\n",
        "unclosed! {\n    fn a() {}\n",
    ],
)
def test_other_rust_macros_stay(text: str) -> None:
    check_blanked(blank_rust, text, text)


def test_signatures_and_code_show_what_was_blanked() -> None:
    source = b"class API Widget : Base {\n  PURE int size() const LOCKED(m_) { return 1; }\n};\n"
    widget, size = extract(source, "cpp", "widget.cpp")[1:]
    assert widget.signature == "class API Widget : Base"
    assert widget.code.startswith("class API Widget : Base {\n  PURE int size()")
    assert size.qualified_name == "Widget.size"


@pytest.mark.parametrize("blank", [blank_c, blank_cpp, blank_rust])
@given(st.text(alphabet="AB_z (){}<>;:,!#/*\\\n\r\té", max_size=80))
def test_every_offset_stays(blank: Callable[[bytes], bytes], text: str) -> None:
    source = text.encode()
    blanked = blank(source)
    assert len(blanked) == len(source)
    assert [m.start() for m in re.finditer(b"\n", blanked)] == [
        m.start() for m in re.finditer(b"\n", source)
    ]
    assert all(new in (old, ord(" ")) for new, old in zip(blanked, source, strict=True))


def check_blanked(blank: Callable[[bytes], bytes], text: str, left: str) -> None:
    blanked = blank(text.encode()).decode()
    assert len(blanked) == len(text)
    shown = "".join(
        "." if new == " " and not old.isspace() else old
        for new, old in zip(blanked, text, strict=True)
    )
    assert shown == left
