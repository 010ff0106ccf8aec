//! Charts as SVG within the page.
//!
//! Promises: a chart shows the numbers of the table under it and none besides; it is told apart
//! without colours (solid, hatched, outlined), and read without sight by its title and that table.
//! All coordinates are whole numbers: tenths of a pixel in a picture 400 pixels wide, which fills a
//! telephone and half of a desk's screen at a size that can be read.

use kiennghi::statistics::{Bounds, Rate};
use maud::{Markup, html};

/// The width of every chart.
const WIDTH: u64 = 4000;
/// Between two lines of text.
const LINE: u64 = 190;
/// More columns than these are too narrow for a number over each.
const NUMBERED: usize = 13;

/// What is told of a chart to whoever does not see it.
pub(super) struct Told<'a> {
    /// Of the element that says what it shows.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
}

fn picture(told: &Told<'_>, height: u64, inside: &Markup) -> Markup {
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-labelledby=(told.id) {
            title id=(told.id) { (told.title) }
            (inside)
        }
    }
}

fn text(x: u64, y: u64, class: &str, what: &str) -> Markup {
    html! { text x=(x) y=(y) class=(class) { (what) } }
}

fn line(class: &str, from: (u64, u64), to: (u64, u64)) -> Markup {
    html! { line class=(class) x1=(from.0) y1=(from.1) x2=(to.0) y2=(to.1) {} }
}

fn bar(class: &str, x: u64, y: u64, width: u64, height: u64) -> Markup {
    html! { rect class=(class) x=(x) y=(y) width=(width) height=(height) rx="15" {} }
}

/// The part of `length` that `of` is of `whole`.
fn share(of: u64, whole: u64, length: u64) -> u64 {
    of.saturating_mul(length).checked_div(whole).unwrap_or_default().min(length)
}

/// A rate of one period.
pub(super) struct RateColumn {
    pub(super) label: String,
    pub(super) rate: Rate,
    pub(super) value: String,
}

/// Rates as columns up to 100 %, each with the interval in which the rate behind it lies.
pub(super) fn rates(told: &Told<'_>, columns: &[RateColumn]) -> Markup {
    let (top, bottom, left) = (260, 1760, 340);
    let height = |hundredths: u64| share(hundredths, 10_000, bottom - top);
    let step = (WIDTH - left) / u64::try_from(columns.len()).unwrap_or(1).max(1);
    let wide = (step * 6 / 10).min(420);
    // Each label needs about five signs.
    let every = columns.len().div_ceil(NUMBERED).max(1);
    picture(
        told,
        bottom + LINE + 60,
        &html! {
            @for percent in [0, 50, 100] {
                @let y = bottom - height(percent * 100);
                (line("grid", (left, y), (WIDTH, y)))
                (text(left - 60, y + 40, "end soft", &format!("{percent} %")))
            }
            @for (place, column) in (0_u64..).zip(columns) {
                @let middle = left + step * place + step / 2;
                @if let Some(per_mille) = column.rate.per_mille() {
                    @let tall = height(per_mille * 10);
                    (bar("good", middle - wide / 2, bottom - tall, wide, tall))
                    @let upper = column.rate.wilson().map_or(tall, |bounds| height(bounds.upper));
                    @if let Some(Bounds { lower, upper }) = column.rate.wilson() {
                        (line("whisker", (middle, bottom - height(lower)), (middle, bottom - height(upper))))
                        (line("whisker", (middle - 50, bottom - height(lower)), (middle + 50, bottom - height(lower))))
                        (line("whisker", (middle - 50, bottom - height(upper)), (middle + 50, bottom - height(upper))))
                    }
                    @if columns.len() <= NUMBERED {
                        (text(middle, bottom - upper - 50, "middle small", &column.value))
                    }
                } @else {
                    (text(middle, bottom - 50, "middle soft", "–"))
                }
                @if place.is_multiple_of(u64::try_from(every).unwrap_or(1)) {
                    (text(middle, bottom + LINE, "middle small", &column.label))
                }
            }
        },
    )
}

/// Two numbers of one thing.
pub(super) struct Pair {
    pub(super) label: String,
    /// The numbers, and how they are written.
    pub(super) values: [(u64, String); 2],
}

/// What two bars stand for, told over a chart.
fn legend(names: &[(&str, &str)]) -> Markup {
    // Each name gets room for its own length: about 70 tenths of a pixel a sign.
    let ends = names.iter().scan(0, |end, (_, name)| {
        let start = *end;
        *end += 330 + 72 * u64::try_from(name.chars().count()).unwrap_or_default();
        Some(start)
    });
    html! {
        @for ((class, name), x) in names.iter().zip(ends) {
            (bar(class, x, 20, 140, 120))
            (text(x + 190, 125, "small", name))
        }
    }
}

/// Two bars for each thing, its name over them.
pub(super) fn pairs(told: &Told<'_>, names: [&str; 2], pairs: &[Pair]) -> Markup {
    let most = pairs.iter().flat_map(|pair| pair.values.iter().map(|(value, _)| *value)).max().unwrap_or(0);
    let (tall, each, top) = (130, 590, 300);
    let count = u64::try_from(pairs.len()).unwrap_or_default();
    picture(
        told,
        top + each * count.max(1),
        &html! {
            (legend(&[("good", names[0]), ("hatched", names[1])]))
            @for (place, pair) in (0_u64..).zip(pairs) {
                @let y = top + each * place;
                (text(0, y + 130, "", &pair.label))
                @for ((value, written), (class, down)) in pair.values.iter().zip([("good", 190), ("hatched", 340)]) {
                    @let long = share(*value, most, WIDTH - 520);
                    (bar(class, 0, y + down, long.max(12), tall))
                    (text(long + 70, y + down + 110, "small", written))
                }
            }
        },
    )
}

/// What is stacked of one thing.
pub(super) struct Stack {
    pub(super) label: String,
    /// The numbers, and how they are written.
    pub(super) parts: Vec<(u64, String)>,
    pub(super) sum: String,
}

/// How the parts of a stack look, the least urgent first.
const SHADES: [&str; 4] = ["shade-1", "shade-2", "shade-3", "shade-4"];

/// A bar of several parts for each thing, its name over it and the sum at its end.
pub(super) fn stacks(told: &Told<'_>, names: &[String], stacks: &[Stack]) -> Markup {
    let sum = |stack: &Stack| stack.parts.iter().map(|(value, _)| *value).sum::<u64>();
    let most = stacks.iter().map(sum).max().unwrap_or(0);
    let (tall, each, top) = (190, 470, 300);
    let named: Vec<(&str, &str)> = SHADES.into_iter().zip(names.iter().map(String::as_str)).collect();
    picture(
        told,
        top + each * u64::try_from(stacks.len()).unwrap_or_default().max(1),
        &html! {
            (legend(&named))
            @for (place, stack) in (0_u64..).zip(stacks) {
                @let y = top + each * place;
                (text(0, y + 130, "", &stack.label))
                @let starts = stack.parts.iter().scan(0, |end, (value, _)| {
                    let start = *end;
                    *end += value;
                    Some(start)
                });
                @for (((value, written), class), start) in stack.parts.iter().zip(SHADES).zip(starts) {
                    @let (from, to) = (share(start, most, WIDTH - 400), share(start + value, most, WIDTH - 400));
                    @if *value > 0 {
                        (bar(class, from, y + 190, to - from, tall))
                        @if to - from > 90 * u64::try_from(written.chars().count()).unwrap_or(1) + 60 {
                            (text((from + to) / 2, y + 330, &format!("middle small on-{class}"), written))
                        }
                    }
                }
                (text(share(sum(stack), most, WIDTH - 400) + 70, y + 330, "strong small", &stack.sum))
            }
        },
    )
}

/// The rate of one thing, and how sure it is.
pub(super) struct Interval {
    pub(super) label: String,
    pub(super) rate: Rate,
    pub(super) bounds: Bounds,
    pub(super) value: String,
}

/// A point on a line from 0 to 100 % for each thing, with the interval in which the rate behind it lies.
pub(super) fn intervals(told: &Told<'_>, things: &[Interval]) -> Markup {
    let (each, top) = (430, 60);
    let along = |hundredths: u64| 60 + share(hundredths, 10_000, WIDTH - 120);
    let bottom = top + each * u64::try_from(things.len()).unwrap_or_default();
    picture(
        told,
        bottom + LINE + 40,
        &html! {
            @for percent in [0, 25, 50, 75, 100] {
                (line("grid", (along(percent * 100), top), (along(percent * 100), bottom)))
                @let class = match percent { 0 => "small soft", 100 => "small soft end", _ => "small soft middle" };
                @let x = match percent { 0 => 0, 100 => WIDTH, _ => along(percent * 100) };
                (text(x, bottom + LINE, class, &format!("{percent} %")))
            }
            @for (place, thing) in (0_u64..).zip(things) {
                @let y = top + each * place;
                (text(0, y + 130, "backed", &thing.label))
                (text(WIDTH, y + 130, "end small backed", &thing.value))
                (line("track", (along(thing.bounds.lower), y + 265), (along(thing.bounds.upper), y + 265)))
                circle class="good" cx=(along(thing.rate.per_mille().unwrap_or_default() * 10)) cy=(y + 265) r="62" {}
            }
        },
    )
}
