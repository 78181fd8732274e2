import json
import time
from datetime import datetime, timezone


def int_to_string(number):
    digits = []
    while number:
        number, digit = divmod(number, 10)
        digits.append("0123456789"[digit])
    return "".join(reversed(digits)) or "0"


def string_to_int(string):
    number = 0
    for digit in string.strip():
        number = number * 10 + "0123456789".index(digit)
    return number


def json_as_dict(text):
    parsed = json.loads(text)
    if not isinstance(parsed, dict):
        raise ValueError("the json holds no dict")
    return parsed


def dict_as_json(mapping):
    if not isinstance(mapping, dict):
        raise ValueError("expected a dict")
    return json.dumps(mapping, sort_keys=True)


def hex_from_bytes(data):
    return "".join(f"{byte:02x}" for byte in data)


def bytes_from_hex(text):
    return bytes(int(text[i : i + 2], 16) for i in range(0, len(text), 2))


def date_to_timestamp(date):
    return time.mktime(date.timetuple())


def timestamp_to_date(timestamp):
    return datetime.fromtimestamp(timestamp).date()


def utc_as_local(moment, zone):
    return moment.replace(tzinfo=timezone.utc).astimezone(zone)


def local_as_utc(moment, zone):
    return moment.replace(tzinfo=zone).astimezone(timezone.utc)


def rgb_to_hsv(r, g, b):
    high, low = max(r, g, b), min(r, g, b)
    v = high
    s = (high - low) / high if high else 0.0
    if high == low:
        h = 0.0
    elif high == r:
        h = ((g - b) / (high - low)) % 6
    elif high == g:
        h = (b - r) / (high - low) + 2
    else:
        h = (r - g) / (high - low) + 4
    return h / 6, s, v


def hsv_to_rgb(h, s, v):
    sector = int(h * 6)
    f = h * 6 - sector
    p, q, t = v * (1 - s), v * (1 - s * f), v * (1 - s * (1 - f))
    r, g, b = [(v, t, p), (q, v, p), (p, v, t), (p, q, v), (t, p, v), (v, p, q)][sector % 6]
    return r, g, b


class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees

    def to_fahrenheit(self):
        return Fahrenheit(self.degrees * 9 / 5 + 32)


class Fahrenheit:
    def __init__(self, degrees):
        self.degrees = degrees

    def to_celsius(self):
        return Celsius((self.degrees - 32) * 5 / 9)


class Markdown:
    def __init__(self, text):
        self.text = text

    @classmethod
    def from_html(cls, html):
        return cls(html.text.replace("<b>", "**").replace("</b>", "**"))


class Html:
    def __init__(self, text):
        self.text = text

    @classmethod
    def from_markdown(cls, markdown):
        opened = markdown.text.replace("**", "<b>", 1)
        return cls(opened.replace("**", "</b>", 1))
