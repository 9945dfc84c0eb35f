"""The accessibility gate: what a script can find out about a page (WCAG 2.2 AA, KWCAG 2.2)."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.architecture.sources import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SMALLEST_TARGET_PX = 44
MOST_STOPS = 200
MOST_TIMES_OUTSIDE = 2  # a dialog hands the focus to the browser once before it begins anew


def violations(page: Page) -> list[str]:
    """What axe finds, of any weight, with the places."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
             .flatMap((each) => each.nodes.map((at) => [each.id, at.target, at.failureSummary].join(' ')))"""
    )
    return [str(each) for each in found]


def sideways_scroll(page: Page) -> list[str]:
    """What reaches over the right edge, if the page has to be scrolled sideways."""
    found = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll('body *')]
            .filter((each) => each.getBoundingClientRect().right > width + 1)
            .map((each) => `${each.tagName}.${each.className} ${each.getBoundingClientRect().right}`);
        }"""
    )
    return [str(each) for each in found]


def small_targets(page: Page) -> list[str]:
    """Controls that a finger would miss; a tick box counts with its label."""
    found = page.evaluate(
        """(smallest) => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
          .map((each) => (each.type === 'checkbox' && each.closest('label')) || each)
          .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > 0)
          .map((each) => [each, each.getBoundingClientRect()])
          .filter(([, box]) => box.height < smallest - 0.5 || box.width < smallest - 0.5)
          .map(([each, box]) => `${each.tagName} "${each.textContent}" ${box.width} × ${box.height}`)""",
        SMALLEST_TARGET_PX,
    )
    return [str(each) for each in found]


def small_print(page: Page) -> list[str]:
    """Texts below 15 px at the normal size."""
    found = page.evaluate(
        """() => {
          const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
          return [...document.querySelectorAll('body *')]
            .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 1.5 * rem - 0.01)
            .map((each) => `${each.tagName} "${each.textContent}"`);
        }"""
    )
    return [str(each) for each in found]


def keyboard_faults(page: Page) -> list[str]:
    """Controls that Tab does not reach, and stops whose focus nobody sees."""
    page.evaluate(
        """() => {
          document.body.tabIndex = -1; // where the next Tab starts from
          document.body.focus();
          document.body.removeAttribute('tabindex');
          window.scrollTo(0, 0);
          window.reached = new Set();
        }"""
    )
    unseen = [fault for fault in _stops(page) if fault]
    missed = page.evaluate(
        """() => {
          const open = document.querySelector('dialog[open]') ?? document;
          return [...open.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')]
            .filter((each) => each.checkVisibility() && !window.reached.has(each))
            .map((each) => `not reached: ${each.tagName} "${each.textContent}"`);
        }"""
    )
    return [*unseen, *(str(each) for each in missed)]


def _stops(page: Page) -> Iterator[str]:
    """Walk through the page by Tab until it begins anew; of each stop, what is wrong with it."""
    outside = 0
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        fault = page.evaluate(
            """() => {
              const at = document.activeElement;
              if (at === document.body || at === null) return 'outside';
              if (window.reached.has(at)) return 'end';
              window.reached.add(at);
              const style = getComputedStyle(at), box = at.getBoundingClientRect();
              const name = `${at.tagName} "${at.textContent}"`;
              if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return `bare ${name}`;
              if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0) return `unseen ${name}`;
              return '';
            }"""
        )
        outside += fault == "outside"
        if fault == "end" or outside == MOST_TIMES_OUTSIDE:
            return
        if fault != "outside":
            yield str(fault)


def lost_with_spacing(page: Page) -> list[str]:
    """Texts that are cut off once people widen the spacing of text (WCAG 2.2, 1.4.12)."""
    found = page.evaluate(
        """() => {
          const wide = new CSSStyleSheet();
          wide.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; ' +
            'word-spacing: .16em !important } p { margin-bottom: 2em !important }');
          document.adoptedStyleSheets = [wide];
          const lost = [...document.querySelectorAll('body *')]
            .filter((each) => each.checkVisibility() && !each.closest('.visually-hidden, svg, input'))
            .filter((each) => ['hidden', 'clip'].includes(getComputedStyle(each).overflowX))
            .filter((at) => at.scrollWidth > at.clientWidth + 1 || at.scrollHeight > at.clientHeight + 1)
            .map((each) => `${each.tagName}.${each.className}`);
          document.adoptedStyleSheets = [];
          return lost;
        }"""
    )
    return [str(each) for each in found]
