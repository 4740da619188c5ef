"""Forms that save what was typed before the page moves on.

A form's fields reach the server with one of its buttons only; whoever clicks a link, another item
or a switch instead would lose them. So such a click first presses the form's save button (one whose
key ends in `.save`), waits until the page has answered, and is then carried out. Closing or
reloading the tab asks first.
"""

LONGEST_WAIT_MS = 8_000

SCRIPT = """
<script>
(() => {
  const root = document.documentElement;
  if (root.dataset.leftForms) return;
  root.dataset.leftForms = "on";
  const SAVE = '[class*="-save"] button';
  const formOf = (node) => node?.closest?.('[data-testid="stForm"]');
  const writes = 'input:not([role="combobox"]), textarea';
  let typed = null;
  const unsaved = () => (typed?.isConnected && typed.querySelector(SAVE) ? typed : null);
  const noted = (event) => {
    const form = formOf(event.target);
    if (form?.querySelector(SAVE)) typed = form;
  };
  window.addEventListener("input", noted, true);
  window.addEventListener("change", noted, true);
  window.addEventListener("keydown", (event) => {
    const plain = !event.target.matches?.(writes) && /^[0-9a-z]$/i.test(event.key);
    if (plain || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) typed = null;
  }, true);
  window.addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
  const app = () => document.querySelector('[data-testid="stApp"]');
  const quiet = () => app()?.dataset.testScriptState === "notRunning";
  const answered = async () => {
    const last = performance.now() + LONGEST_WAIT_MS;
    await new Promise((done) => setTimeout(done, 150));
    while (!quiet() && performance.now() < last) {
      await new Promise((done) => setTimeout(done, 30));
    }
  };
  // A pointerdown that is held back brings no mouse events: they are made up when it is let go.
  let kept = [];
  let holding = false;
  const carryOut = async (events) => {
    await answered();
    for (const event of events) {
      const there = event.target.isConnected ? event.target
        : document.elementFromPoint(event.clientX, event.clientY) ?? document.body;
      there.dispatchEvent(new event.constructor(event.type, event));
      const mouse = event.type.replace("pointer", "mouse");
      if (mouse !== event.type) there.dispatchEvent(new MouseEvent(mouse, event));
    }
  };
  const floats = '[data-baseweb="popover"], [data-baseweb="layer"], [role="listbox"], #portal';
  const acts = 'a, button, label, [role="tab"], [data-testid="stDataFrame"]';
  const leaves = (target) =>
    target.closest?.(acts) && !formOf(target) && !target.closest(floats);
  const held = (event) => {
    if (!event.isTrusted) return;
    if (event.type === "pointerdown") {
      const form = unsaved();
      if (form && form.contains(event.target)) {
        if (event.target.closest("button[kind$='FormSubmit']")) typed = null;
        return;
      }
      holding = Boolean(form && event.button === 0 && !event.ctrlKey && leaves(event.target));
      kept = [];
      if (holding) {
        typed = null;
        document.activeElement?.blur?.();
        setTimeout(() => form.querySelector(SAVE)?.click(), 0);
      }
    }
    if (!holding) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    kept.push(event);
    if (event.type === "click") {
      holding = false;
      carryOut(kept);
    }
  };
  for (const kind of ["pointerdown", "pointerup", "click"]) {
    window.addEventListener(kind, held, true);
  }
})();
</script>
"""


def left_forms_script() -> str:
    """The script, which does its work once per browser page."""
    return SCRIPT.replace("LONGEST_WAIT_MS", str(LONGEST_WAIT_MS))
