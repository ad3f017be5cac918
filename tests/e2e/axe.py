"""axe-core, run inside a page: what would keep somebody out who cannot see, cannot hear or uses no mouse."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

SCRIPT = "axe.min.js"
AT_REST = """() => document.getAnimations().every((each) => each.playState !== 'running'
  || each.effect.getTiming().iterations === Infinity)"""
"""What is half faded in has too little contrast."""
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ['violations'] });
  return found.violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target, any, all, none }) =>
    `${id} (${impact}) at ${target.join(' ')}: ${any.concat(all, none).map(({ message }) => message).join('; ')}`));
}"""


def violations(page: Page) -> list[str]:
    """Each rule that is broken: name, weight, element, why. Empty: none."""
    page.wait_for_function(AT_REST)
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(_script())
    return [str(each) for each in page.evaluate(RUN)]


@cache
def _script() -> str:
    return (files("axe_playwright_python") / SCRIPT).read_text("utf-8")
