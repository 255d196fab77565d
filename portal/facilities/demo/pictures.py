"""Pictures for the demonstration, drawn: rooms without anybody, in the colours of the portals."""

from io import BytesIO

from PIL import Image, ImageDraw

_SIZE = (1600, 1067)
_WALLS = ("#F4E3D3", "#DAD6E4", "#DDE9DF")
_FLOOR, _RUG, _PRUNE, _ABRICOT, _GREEN = "#D9B98F", "#C26A77", "#752A63", "#F2A065", "#1E6B43"


def room(number: int) -> bytes:
    """A playroom as a JPEG; another wall and other toys for each number."""
    drawn = Image.new("RGB", _SIZE, _WALLS[number % len(_WALLS)])
    draw = ImageDraw.Draw(drawn)
    draw.rectangle((0, 780, 1600, 1067), fill=_FLOOR)
    left = 160 + 420 * (number % 3)
    draw.rectangle((left, 110, left + 400, 470), fill="#BFDDE4", outline="white", width=24)
    draw.line((left + 200, 110, left + 200, 470), fill="white", width=16)
    draw.ellipse((380, 740, 1240, 980), fill=_RUG)
    for step, colour in enumerate((_ABRICOT, _PRUNE, _GREEN)):
        at = 620 + 130 * step - 60 * (number % 2)
        draw.rectangle((at, 700 - 60 * (step % 2), at + 120, 820 - 60 * (step % 2)), fill=colour)
    return _jpeg(drawn)


def garden() -> bytes:
    """A lawn, a tree and a sandpit."""
    drawn = Image.new("RGB", _SIZE, "#CFE5EA")
    draw = ImageDraw.Draw(drawn)
    draw.rectangle((0, 620, 1600, 1067), fill="#8FB98A")
    draw.ellipse((1250, 60, 1420, 230), fill="#F7DC8C")
    draw.rectangle((330, 430, 380, 720), fill="#8A5A3C")
    draw.ellipse((180, 160, 540, 520), fill="#4F8A58")
    draw.polygon(((820, 880), (900, 780), (1320, 780), (1400, 880)), fill="#E8C98F")
    for post in range(60, 1600, 110):
        draw.rectangle((post, 540, post + 26, 660), fill="white")
    return _jpeg(drawn)


def statement(holder: str, iban: str) -> bytes:
    """A sheet that says what a bank statement says; the account is nobody's."""
    drawn = Image.new("RGB", (1000, 700), "white")
    draw = ImageDraw.Draw(drawn)
    lines = ("Banque fictive", "Releve d'identite bancaire", f"Titulaire : {holder}", f"IBAN : {iban}")
    for row, line in enumerate(lines):
        draw.text((80, 80 + 110 * row), line, fill="#2B2130", font_size=44)
    return _jpeg(drawn)


def _jpeg(drawn: Image.Image) -> bytes:
    written = BytesIO()
    drawn.save(written, "JPEG", quality=85)
    return written.getvalue()
