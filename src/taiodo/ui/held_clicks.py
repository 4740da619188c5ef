"""Clicks that wait until a grid has told the server what was just typed.

The browser reports an edit 0.15 s after it was made and forgets it when the grid disappears first.
Whoever types into a cell and at once clicks a page number, a switch or another page would lose the
cell; so for a moment after an edit such a click is held back and then carried out.
"""

HELD_MS = 300

# A cell still open closes on any pointerdown outside it, so one is made up for it on the body.
SCRIPT = """
<script>
(() => {
  const root = document.documentElement;
  if (root.dataset.heldClicks) return;
  root.dataset.heldClicks = "on";
  const inGrid = (node) => node.closest?.('[data-testid="stDataFrame"], #portal');
  const focusable = "input, textarea, select, button, a, [tabindex]";
  let until = 0;
  let watched = null;
  const hold = () => { until = performance.now() + HELD_MS; };
  const cellOpen = () => {
    const portal = document.querySelector("#portal");
    if (portal && portal !== watched) {
      watched = portal;
      new MutationObserver(hold).observe(portal, { childList: true });
    }
    return portal?.childElementCount > 0;
  };
  const edited = (event) => { if (cellOpen() || inGrid(event.target)) hold(); };
  for (const kind of ["keydown", "pointerdown", "paste", "cut"]) {
    window.addEventListener(kind, edited, true);
  }
  let kept = [];
  const carryOut = (events) => {
    const left = until - performance.now();
    if (left > 0) return void setTimeout(carryOut, left, events);
    for (const event of events) {
      const there = document.elementFromPoint(event.clientX, event.clientY) ?? document.body;
      if (event.type === "mouseup") there.closest(focusable)?.focus();
      there.dispatchEvent(new event.constructor(event.type, event));
    }
  };
  const held = (event) => {
    const { type, target } = event;
    if (until < performance.now() || !event.isTrusted || inGrid(target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (type === "pointerdown") kept = [];
    kept.push(event);
    if (type === "pointerdown" && cellOpen()) {
      document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    }
    if (type === "click") carryOut(kept);
  };
  for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
    window.addEventListener(kind, held, true);
  }
})();
</script>
"""


def held_clicks_script() -> str:
    """The script, which does its work once per browser page."""
    return SCRIPT.replace("HELD_MS", str(HELD_MS))
