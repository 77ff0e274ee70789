"""Moving pictures: GIF and MP4 with the date burnt in, holding longer on stops.

Everything but the date is drawn once per situation; the date is set into a copy. MP4 is encoded by the ffmpeg that
the imageio-ffmpeg package brings.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from PIL import Image

from geo.errors import DefinitionError, SaveError
from geo.look.letters import text_width
from geo.package.files import writing
from geo.picture.draw import render
from geo.picture.ground import Ground
from geo.picture.layout import Options, compose_single
from geo.picture.sheet import STYLE, Sheet, Size

# Pixels of the longer side: a GIF is for a post, an MP4 for a slide.
_PIXELS = {"gif": {"slide": 960, "square": 720}, "mp4": {"slide": 1920, "square": 1080}}
_STOP, _BETWEEN, _LAST = 1600, 100, 3200  # milliseconds
_LONGEST = 64_000  # milliseconds of stops: of more, each is shown for less
_TICK = 100  # milliseconds per frame of an MP4
_MOST = 2000  # frames: more would take minutes to draw and to watch


def frame_pixels(size: Size, kind: str) -> tuple[int, int]:
    """Return a frame's width and height in pixels, both even."""
    longest = _PIXELS[kind].get(size.name, 960 if kind == "gif" else 1600)
    scale = longest / max(size.width, size.height)
    return 2 * round(size.width * scale / 2), 2 * round(size.height * scale / 2)


def hold_times(days: Sequence[date], stops: Sequence[date]) -> list[int]:
    """Return how long each day is shown, in milliseconds: long on stops, longest on the last day."""
    held = set(stops)
    stop = max(200, min(_STOP, _LONGEST // max(1, len(held.intersection(days))))) // _TICK * _TICK
    times = [stop if day in held else _BETWEEN for day in days]
    if times:
        times[-1] = _LAST
    return times


def draw_frames(
    ground: Ground, days: Sequence[date], options: Options, pixels: tuple[int, int], tell: Callable[[int], None]
) -> Iterator[Image.Image]:
    """Yield one picture per day, all of the same size and with everything in the same place."""
    lang = options.lang
    widest = max((ground.label(day, lang) for day in days), key=lambda text: text_width(text, 10, True))
    still = replace(options, moving=True, widest_day=widest, transparent=False, outlined=True)
    dpi = pixels[0] / (options.size.width / 25.4)
    key: object = None
    base: Image.Image | None = None
    where: tuple[float, float, float, str] | None = None
    for number, day in enumerate(days):
        here = (ground.moment(day), tuple(line.id for line, _ in ground.shown_lines(day)))
        if base is None or here != key:
            with matplotlib.rc_context(STYLE):
                sheet = compose_single(ground, day, still)
            base, where, key = _fit(render(sheet, dpi).convert("RGB"), pixels), sheet.day, here
        yield _dated(base, where, ground.label(day, lang), still, dpi, pixels)
        tell(number + 1)


def _dated(
    base: Image.Image, where: tuple[float, float, float, str] | None, text: str, options: Options, dpi: float,
    pixels: tuple[int, int],
) -> Image.Image:  # fmt: skip
    if where is None:
        return base
    with matplotlib.rc_context(STYLE):
        sheet = Sheet(options.size, grey=options.grey, transparent=True, outlined=True)
        x, y, size, align = where
        sheet.write(x, y, text, size, bold=True, align=align)
        layer = _fit(render(sheet, dpi), pixels)
    dated = base.copy()
    dated.paste(layer.convert("RGB"), (0, 0), layer.getchannel("A"))
    return dated


def _fit(image: Image.Image, pixels: tuple[int, int]) -> Image.Image:
    """Cut or pad by the pixel that rounding to a whole frame may cost."""
    if image.size == pixels:
        return image
    return image.crop((0, 0, *pixels)) if image.width >= pixels[0] and image.height >= pixels[1] else image.resize(pixels)


def save_motion(
    ground: Ground, days: Sequence[date], path: Path, options: Options, about: str, tell: Callable[[int], None]
) -> Path:
    """Write a GIF or MP4 of the given days; `about` goes into its metadata.

    Raises
    ------
    SaveError
        The file cannot be written, or the encoder is missing or fails.
    DefinitionError
        There are too many days.
    """
    kind = path.suffix.lstrip(".").lower()
    pixels = frame_pixels(options.size, kind)
    if len(days) > _MOST:
        raise DefinitionError(
            f"{path.name}: would have {len(days)} frames, and {_MOST} are the most; show stops, months or years instead"
        )
    times = hold_times(days, ground.days)
    with writing(path) as part:
        if kind == "gif":
            sample = draw_frames(ground, _spread(days), options, pixels, lambda _: None)
            palette = _palette(sample)
            frames = draw_frames(ground, days, options, pixels, tell)
            part.write_bytes(_gif_bytes(frames, palette, times, about))
        else:
            _write_mp4(draw_frames(ground, days, options, pixels, tell), times, part, pixels, about)
    return path


def _spread(days: Sequence[date]) -> list[date]:
    """Return some days spread over all, the first and the last among them."""
    most = 8
    return [days[round(number * (len(days) - 1) / (most - 1))] for number in range(most)] if len(days) > most else [*days]


def _packed(frame: Image.Image) -> Any:
    return np.asarray(frame).reshape(-1, 3).astype(np.int64) @ np.array([65536, 256, 1])


def _palette(sample: Iterator[Image.Image]) -> list[int]:
    """Return the 256 most frequent colours: flat land keeps its exact colour, and frames do not flicker."""
    counts: Counter[int] = Counter()
    for frame in sample:
        colours, numbers = np.unique(_packed(frame), return_counts=True)
        counts.update(dict(zip(colours.tolist(), numbers.tolist(), strict=True)))
    return sorted(sorted(counts, key=lambda colour: (-counts[colour], colour))[:256])


def _flatten(frame: Image.Image, palette: Sequence[int]) -> Image.Image:
    """Give each pixel the nearest colour of the palette; Pillow's own search is coarse, and would shift the paper."""
    colours, where = np.unique(_packed(frame), return_inverse=True)
    known = np.array(palette)
    shifts = np.array([16, 8, 0])
    apart = ((colours[:, None] >> shifts) & 255)[:, None, :] - ((known[:, None] >> shifts) & 255)[None, :, :]
    nearest = (apart**2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    image = Image.fromarray(nearest[where].reshape(frame.height, frame.width))
    image.putpalette([channel for colour in palette for channel in colour.to_bytes(3, "big")])
    return image


def _gif_bytes(frames: Iterator[Image.Image], palette: Sequence[int], times: Sequence[int], about: str) -> bytes:
    flat = (_flatten(frame, palette) for frame in frames)
    first = next(flat)
    target = io.BytesIO()
    first.save(
        target, "GIF", save_all=True, append_images=flat, duration=list(times), loop=0, optimize=False,
        comment=about.encode("utf-8"), disposal=1,
    )  # fmt: skip
    return target.getvalue()


def _write_mp4(
    frames: Iterator[Image.Image], times: Sequence[int], path: Path, pixels: tuple[int, int], about: str
) -> None:
    try:
        import imageio_ffmpeg
    except ImportError as error:
        raise SaveError(
            f"{path.suffix[1:]}: the imageio-ffmpeg package is missing; install geo-timemaps[export]"
        ) from error
    # Bit-exact muxing leaves out the encoder's name and the clock.
    settings = [
        "-crf", "18", "-preset", "medium", "-tune", "animation", "-movflags", "+faststart", "-threads", "1",
        "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-metadata", f"comment={about}",
    ]  # fmt: skip
    writer: Any = imageio_ffmpeg.write_frames(
        str(path), pixels, fps=1000 / _TICK, codec="libx264", pix_fmt_in="rgb24", pix_fmt_out="yuv420p", quality=None,
        macro_block_size=2, ffmpeg_log_level="error", output_params=settings,
    )  # fmt: skip
    try:
        writer.send(None)
        for frame, time in zip(frames, times, strict=True):
            data = np.ascontiguousarray(np.asarray(frame)).tobytes()
            for _ in range(max(1, time // _TICK)):
                writer.send(data)
    finally:
        writer.close()
    if not path.is_file() or path.stat().st_size == 0:
        raise SaveError(f"{path.name}: the encoder wrote nothing; try another size")
