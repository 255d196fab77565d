"""Pictures for the demonstration, drawn: rooms without anybody, in the colours of the portals."""

from io import BytesIO

from PIL import Image, ImageDraw

_SIZE = (1200, 800)
_WALLS = ("#F4E3D3", "#DAD6E4", "#DDE9DF")
_FLOOR, _RUG, _PRUNE, _ABRICOT, _GREEN = "#D9B98F", "#C26A77", "#752A63", "#F2A065", "#1E6B43"


def room(number: int) -> bytes:
    """A playroom as a JPEG; another wall and other toys for each number."""
    drawn = Image.new("RGB", _SIZE, _WALLS[number % len(_WALLS)])
    draw = ImageDraw.Draw(drawn)
    draw.rectangle((0, 585, 1200, 800), fill=_FLOOR)
    left = 120 + 315 * (number % 3)
    draw.rectangle((left, 80, left + 300, 350), fill="#BFDDE4", outline="white", width=18)
    draw.line((left + 150, 80, left + 150, 350), fill="white", width=12)
    draw.ellipse((285, 555, 930, 735), fill=_RUG)
    for step, colour in enumerate((_ABRICOT, _PRUNE, _GREEN)):
        at, top = 465 + 98 * step - 45 * (number % 2), 525 - 45 * (step % 2)
        draw.rectangle((at, top, at + 90, top + 90), fill=colour)
    return _jpeg(drawn)


def garden() -> bytes:
    """A lawn, a tree and a sandpit."""
    drawn = Image.new("RGB", _SIZE, "#CFE5EA")
    draw = ImageDraw.Draw(drawn)
    draw.rectangle((0, 465, 1200, 800), fill="#8FB98A")
    draw.ellipse((940, 45, 1065, 172), fill="#F7DC8C")
    draw.rectangle((248, 322, 285, 540), fill="#8A5A3C")
    draw.ellipse((135, 120, 405, 390), fill="#4F8A58")
    draw.polygon(((615, 660), (675, 585), (990, 585), (1050, 660)), fill="#E8C98F")
    for post in range(45, 1200, 82):
        draw.rectangle((post, 405, post + 20, 495), fill="white")
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
