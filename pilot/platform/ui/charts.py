"""Where the marks of a chart go: pure geometry in SVG units, no drawing and no words.

Every function takes the numbers and the size of the plot and returns dicts that the templates in
`ui/chart/` draw. Values may be int, float or Decimal; None is a gap, never zero.
"""

import datetime as dt
import itertools
import math

LEFT, RIGHT, TOP, BOTTOM = 56, 12, 20, 26  # room for axis numbers, last label, top value, labels


def nice_ceiling(value):
    """The round number just above a value: 1, 2, 2.5 or 5 times a power of ten."""
    if value <= 0:
        return 1
    power = 10 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value * 0.9999)


def ticks(low, high, count=4):
    """Round numbers that cover low..high, both included."""
    step = nice_ceiling((high - low) / count)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [index * step for index in range(first, last + 1)]


def axis(values, width, height):
    """The scale for values around zero: gridlines with their numbers, and the function from value to y."""
    known = [float(v) for v in values if v is not None]
    return scale(ticks(min(0, *known, 0), max(0, *known, 0) or 1), width, height)


def scale(marks, width, height):
    """Gridlines at `marks`, and the function from a value to its y."""
    low, span = marks[0], marks[-1] - marks[0]
    plot = height - TOP - BOTTOM

    def y(value):
        return round(TOP + plot * (1 - (float(value) - low) / span), 1)

    lines = [{"y": y(mark), "text_y": y(mark) + 4, "value": plain(mark)} for mark in marks]
    return {"lines": lines, "x1": LEFT, "x2": width - RIGHT, "label_x": LEFT - 8, "zero": y(max(low, 0))}, y


def plain(value):
    """Whole numbers as int, so that an axis says 5 and not 5.0."""
    return int(value) if float(value).is_integer() else round(float(value), 2)


def slots(count, width):
    """Left edge and width of each of `count` equal slots along the x axis."""
    step = (width - LEFT - RIGHT) / max(count, 1)
    return [(LEFT + index * step, step) for index in range(count)]


def box(left, step, y1, y2, share=0.62, most=64):
    """A bar in the middle of its slot between two heights."""
    wide = min(step * share, most)
    middle = left + step / 2
    return {
        "x": round(middle - wide / 2, 1), "width": round(wide, 1), "middle": round(middle, 1),
        "y": min(y1, y2), "height": round(abs(y1 - y2), 1), "text_y": min(y1, y2) - 6,
    }  # fmt: skip


def bars(data, width, height, highlight=None):
    """Upright bars. `data`: [(label, value)]; `highlight`: the label of the bar that matters."""
    frame, y = axis([value for _label, value in data], width, height)
    marks = [
        {"label": label, "value": value, "strong": label == highlight} | box(left, step, y(value or 0), y(0))
        for (label, value), (left, step) in zip(data, slots(len(data), width), strict=True)
    ]
    return {"axis": frame, "bars": marks, "label_y": height - 8}


def lines(labels, series, width, height):
    """Lines through the middles of the slots; a gap in the values is a gap in the line."""
    frame, y = axis([value for _name, values in series for value in values], width, height)
    middles = [round(left + step / 2, 1) for left, step in slots(len(labels), width)]
    drawn = [
        {"label": name, "index": index % 5, **path(middles, values, y)} for index, (name, values) in enumerate(series)
    ]
    every = max(1, math.ceil(len(labels) / 12))
    shown = [{"x": x, "label": label} for x, label in list(zip(middles, labels, strict=True))[::every]]
    return {"axis": frame, "lines": drawn, "labels": shown, "label_y": height - 8}


def path(xs, values, y):
    """The commands of a line and its points."""
    commands, points, pen = [], [], "M"
    for x, value in zip(xs, values, strict=True):
        if value is None:
            pen = "M"
            continue
        commands.append(f"{pen}{x} {y(value)}")
        points.append({"x": x, "y": y(value), "value": value})
        pen = "L"
    return {"path": " ".join(commands), "points": points}


def stacks(labels, series, width, height):
    """Upright bars of parts in the order of the series; all values at least 0."""
    totals = [sum(values[i] or 0 for _name, values in series) for i in range(len(labels))]
    frame, y = axis(totals, width, height)
    columns = []
    for i, (left, step) in enumerate(slots(len(labels), width)):
        base, parts = 0, []
        for index, (name, values) in enumerate(series):
            top = base + (values[i] or 0)
            part = {"label": name, "index": index % 5, "value": values[i]}
            parts.append(part | box(left, step, y(top), y(base)))
            base = top
        columns.append({
            "label": labels[i], "total": totals[i], "parts": parts,
            "middle": round(left + step / 2, 1), "text_y": y(base) - 6,
        })  # fmt: skip
    return {"axis": frame, "columns": columns, "label_y": height - 8}


def falls(start, changes, end_label, width, height):
    """A waterfall: `start` = (label, value), `changes` = [(label, ±value)], the end follows from them.

    When the changes are small beside the level the axis begins above zero (`broken`), and the page says so.
    """
    steps, level = [(start[0], 0, start[1], "total")], start[1]
    for label, change in changes:
        steps.append((label, level, level + change, "rise" if change >= 0 else "drop"))
        level += change
    steps.append((end_label, 0, level, "total"))
    frame, y, broken = cut_axis([high for _label, _low, high, _kind in steps], width, height)
    marks = [
        {"label": label, "kind": kind, "value": high - low, "link_y": y(high)} | box(left, step, y(high), y(low))
        for (label, low, high, kind), (left, step) in zip(steps, slots(len(steps), width), strict=True)
    ]
    for mark, following in itertools.pairwise(marks):
        mark["link_x1"], mark["link_x2"] = round(mark["x"] + mark["width"], 1), following["x"]
    return {"axis": frame, "bars": marks, "label_y": height - 8, "end": level, "broken": broken}


def cut_axis(levels, width, height):
    """An axis for levels far above zero: it begins half their range below the lowest, and so does y()."""
    low, high = float(min(levels)), float(max(levels))
    broken = low > 2 * (high - low) > 0
    marks = ticks(low - (high - low) / 2, high) if broken else ticks(min(0, low), max(high, 1))
    frame, y = scale(marks, width, height)
    return frame, lambda value: y(max(float(value), marks[0])), broken


def spark(values, width, height):
    """A line without axis over its own range."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return {"path": "", "points": []}
    low, span = min(known), (max(known) - min(known)) or 1
    step = (width - 8) / max(len(values) - 1, 1)
    xs = [round(4 + index * step, 1) for index in range(len(values))]
    return path(xs, values, lambda value: round(4 + (height - 8) * (1 - (float(value) - low) / span), 1))


ROW, HEAD, NAMES = 30, 26, 190  # Gantt: height of a row and of the head, width of the names


def month_starts(first, last):
    """The first days of the months that begin within first..last."""
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            yield day
        day = (day + dt.timedelta(days=32)).replace(day=1)


def gantt(bars_, first, last, width, today=None):
    """Bars over days, both ends inclusive; an open end runs to the edge. `bars_`: GanttBar or alike."""
    days = (last - first).days + 1

    def x(day):
        inside = min(max((day - first).days, 0), days)
        return round(NAMES + (width - NAMES - RIGHT) * inside / days, 1)

    rows = [
        {
            "bar": bar, "x": x(bar.start), "y": HEAD + index * ROW + 7, "text_y": HEAD + index * ROW + 20,
            "line_y": HEAD + (index + 1) * ROW,
            "width": max(2, round(x((bar.end or last) + dt.timedelta(days=1)) - x(bar.start), 1)),
        }
        for index, bar in enumerate(bars_)
    ]  # fmt: skip
    months = list(month_starts(first, last))
    every = max(1, math.ceil(len(months) / 8))
    return {
        "rows": rows, "height": HEAD + ROW * len(rows) + 4, "head": HEAD,
        "months": [{"x": x(day), "day": day, "named": i % every == 0} for i, day in enumerate(months)],
        "today": x(today) if today and first <= today <= last else None,
    }  # fmt: skip
