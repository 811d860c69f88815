import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from zxingcpp import BarcodeFormat, create_barcode, write_barcode_to_image

from papule.clinic.stock.barcodes import UnreadableError, read_scan
from papule.clinic.stock.photos import read_photo
from papule.clinic.uploads import LARGEST_BYTES

CODE = "(01)03400936321953(10)LOT42(17)281231"


def drawn(code: str, scale: int = 6) -> Image.Image:
    seen = memoryview(write_barcode_to_image(create_barcode(code, BarcodeFormat.DataMatrix, gs1=True), scale=scale))
    return Image.frombuffer("L", (seen.shape[1], seen.shape[0]), bytes(seen))


def upload(picture: Image.Image, kind: str = "PNG", name: str = "photo.png") -> SimpleUploadedFile:
    file = io.BytesIO()
    picture.save(file, kind)
    return SimpleUploadedFile(name, file.getvalue())


def photographed(*codes: str) -> Image.Image:
    """A wide photograph with codes on it, each turned a little."""
    scene = Image.new("L", (2400, 1800), 200)
    for place, code in enumerate(codes):
        scene.paste(drawn(code).rotate(7 * (place + 1), expand=True, fillcolor=255), (300 + 900 * place, 600))
    return scene


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("WEBP", "a.webp"), ("JPEG", "a.txt")])
def test_photograph_of_a_code_is_read_with_its_separators(kind, name):
    scan = read_scan(read_photo(upload(photographed(CODE), kind, name)))
    assert (scan.gtin, scan.lot, scan.doubts) == ("03400936321953", "LOT42", ())


def test_photograph_lying_on_its_side_is_read():
    assert "LOT42" in read_photo(upload(photographed(CODE).rotate(90, expand=True)))


def test_photograph_without_code_is_refused():
    with pytest.raises(UnreadableError, match="No code"):
        read_photo(upload(Image.new("RGB", (800, 600), "white")))


def test_photograph_with_two_ampoules_is_refused():
    with pytest.raises(UnreadableError, match="several codes"):
        read_photo(upload(photographed(CODE, CODE.replace("LOT42", "LOT43"))))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"GIF89a" + b"\0" * 100,
    ],
)
def test_upload_that_is_not_what_it_says_is_refused(content):
    with pytest.raises(UnreadableError, match="no photograph"):
        read_photo(SimpleUploadedFile("photo.png", content))


def test_photograph_cut_off_is_refused():
    whole = upload(photographed(CODE), "JPEG").read()
    with pytest.raises(UnreadableError, match="no photograph"):
        read_photo(SimpleUploadedFile("photo.jpg", whole[: len(whole) // 2]))


def test_large_photograph_of_a_camera_is_read():
    wide = photographed(CODE).resize((7800, 5850))
    assert "LOT42" in read_photo(upload(wide, "JPEG"))


@pytest.mark.parametrize("side", [4500, 20000])
def test_decompression_bomb_is_refused_before_it_is_opened(side):
    bomb = upload(Image.new("1", (side, side)))
    assert bomb.size is not None
    assert bomb.size < 100_000
    with pytest.raises(UnreadableError, match="too many points"):
        read_photo(bomb)


def test_huge_upload_is_refused_unopened():
    file = SimpleUploadedFile("photo.png", b"")
    file.size = LARGEST_BYTES + 1
    with pytest.raises(UnreadableError, match="15 MB"):
        read_photo(file)
