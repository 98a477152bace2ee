"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const grid = one(".grid"), viewer = one(".viewer"), stage = one(".stage"), large = one(".large");
  const items = [...grid.querySelectorAll("li[id]")];
  const links = items.map((item) => item.querySelector("a"));
  let shown = items.map((_, place) => place); // the places of the photographs that the filter lets through
  let current = -1, openedHere = false, request = 0;

  // the grid: how wide each picture is there, so that the browser takes the one that does

  const measure = () => { // twice as fine as CSS pixels is as fine as anyone sees, and a little less will do
    const share = 0.85 * Math.min(1, 2 / devicePixelRatio);
    for (const link of links) {
      const width = Math.round(link.clientWidth * share);
      if (width) link.firstElementChild.sizes = `${width}px`;
    }
  };
  let measuring = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(measuring);
    measuring = requestAnimationFrame(() => { measure(); if (viewer.open) fit(); });
  });
  measure();

  // filters

  const count = one(".count"), chips = [...document.querySelectorAll("[data-filter]")];

  const passes = (item, filter) => {
    const [name, wanted] = [filter.slice(0, filter.indexOf("=")), filter.slice(filter.indexOf("=") + 1)];
    const value = item.dataset[name] || "";
    return name === "stars" ? Number(value) >= Number(wanted) : value === wanted;
  };

  const choose = (filter) => {
    for (const item of items) item.hidden = Boolean(filter) && !passes(item, filter);
    shown = items.flatMap((item, place) => (item.hidden ? [] : [place]));
    const all = shown.length === items.length;
    count.textContent = all ? count.dataset.all : `${shown.length} of ${count.dataset.all}`;
    one(".nothing").hidden = shown.length > 0 || items.length === 0;
    for (const chip of chips) {
      if (chip.hasAttribute("aria-pressed")) chip.setAttribute("aria-pressed", String(chip.dataset.filter === filter));
    }
    measure();
  };
  for (const chip of chips) chip.addEventListener("click", () => choose(chip.dataset.filter));

  // which photograph is open stands in the address: #17

  const wanted = () => {
    const number = /^#([1-9]\d{0,6})$/.exec(location.hash);
    return number && Number(number[1]) <= items.length ? Number(number[1]) - 1 : -1;
  };

  const follow = () => {
    const place = wanted();
    if (place < 0) { shut(); return; }
    if (!shown.includes(place)) choose("");
    if (place !== current) show(place);
  };
  addEventListener("hashchange", follow);

  // shown at once: the browser tells of a new address later, and keys may be faster
  const open = (place) => { openedHere = true; location.hash = String(place + 1); show(place); };
  const turnTo = (place) => { location.replace(`#${place + 1}`); show(place); };

  const leave = () => {
    if (openedHere) { openedHere = false; history.back(); return; }
    history.replaceState(null, "", location.href.split("#")[0]);
    shut();
  };

  grid.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(links.indexOf(link));
  });

  const step = (by) => {
    const next = shown[shown.indexOf(current) + by];
    if (next !== undefined) turnTo(next);
  };

  // the large view

  const show = (place) => {
    current = place;
    if (!viewer.open) { viewer.showModal(); stage.focus(); document.documentElement.classList.add("viewing"); }
    viewer.classList.remove("bare");
    const at = shown.indexOf(place);
    one(".step.back").disabled = at === 0;
    one(".step.on").disabled = at === shown.length - 1;
    one(".place").textContent = `${at + 1} / ${shown.length}`;
    describe(place);
    explain(false);
    for (const near of [shown[at + 1], shown[at - 1]]) if (near !== undefined) new Image().src = links[near].href;
  };

  const load = (address, name) => {
    const mine = ++request;
    reset();
    one(".failed").hidden = true;
    large.classList.add("coming");
    large.onload = () => { if (mine === request) { large.classList.remove("coming"); fit(); } };
    large.onerror = () => { if (mine === request) { large.classList.remove("coming"); one(".failed").hidden = false; } };
    large.alt = name;
    large.src = address;
  };

  const describe = (place) => {
    const { stars, flag, label, score, verdict, reasons, overlay } = items[place].dataset;
    one(".name").textContent = links[place].dataset.name;
    const said = [stars ? "★".repeat(Number(stars)) : "", flag, label && `${label} label`, verdict, score];
    one(".said").textContent = said.filter(Boolean).join("  ·  ");
    const list = one(".reasons");
    list.replaceChildren(...(reasons ? reasons.split("\n") : []).map((reason) => {
      const row = document.createElement("li");
      row.textContent = reason;
      return row;
    }));
    list.hidden = !reasons;
    one(".why").hidden = !overlay;
  };

  const explain = (why) => {
    one(".why").setAttribute("aria-pressed", String(why));
    const { overlay } = items[current].dataset;
    load(why && overlay ? overlay : links[current].href, links[current].dataset.name);
  };

  const shut = () => {
    if (!viewer.open) return;
    viewer.close();
    document.documentElement.classList.remove("viewing");
    request += 1;
    large.removeAttribute("src");
    if (current >= 0) {
      links[current].focus({ preventScroll: true });
      items[current].scrollIntoView({ block: "nearest", behavior: "auto" });
    }
    current = -1;
  };
  viewer.addEventListener("cancel", (event) => { event.preventDefault(); leave(); });
  one(".close").addEventListener("click", leave);
  one(".step.back").addEventListener("click", () => step(-1));
  one(".step.on").addEventListener("click", () => step(1));
  one(".why").addEventListener("click", () => explain(one(".why").getAttribute("aria-pressed") === "false"));
  one(".zoom").addEventListener("click", () => toggle(innerWidth / 2, innerHeight / 2));

  const keys = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Home: () => turnTo(shown[0]),
    End: () => turnTo(shown[shown.length - 1]),
    PageUp: () => step(-1),
    PageDown: () => step(1),
    z: () => toggle(innerWidth / 2, innerHeight / 2),
  };
  addEventListener("keydown", (event) => {
    if (!viewer.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // zoom: the picture fits at 1, and is moved by x and y

  let scale = 1, x = 0, y = 0;

  const draw = () => {
    large.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    stage.classList.toggle("zoomed", scale > 1);
    one(".zoom").setAttribute("aria-pressed", String(scale > 1));
  };
  const reset = () => { scale = 1; x = 0; y = 0; draw(); };

  const keepInside = () => {
    const roomX = Math.max(0, (large.offsetWidth * scale - innerWidth) / 2);
    const roomY = Math.max(0, (large.offsetHeight * scale - innerHeight) / 2);
    x = Math.min(roomX, Math.max(-roomX, x));
    y = Math.min(roomY, Math.max(-roomY, y));
  };

  const fit = () => { keepInside(); draw(); };

  const zoomTo = (target, atX, atY) => { // the point under the finger stays there
    const next = Math.min(8, Math.max(1, target));
    const fromX = atX - innerWidth / 2, fromY = atY - innerHeight / 2;
    x = fromX - ((fromX - x) * next) / scale;
    y = fromY - ((fromY - y) * next) / scale;
    scale = next;
    fit();
  };

  const whole = () => { // a pixel of the picture on a pixel of the screen, or at least twice as large as fitted
    const exact = large.naturalWidth / (large.offsetWidth * devicePixelRatio);
    return Math.min(8, exact > 1.15 ? exact : 2);
  };

  const toggle = (atX, atY) => { if (scale > 1) reset(); else zoomTo(whole(), atX, atY); };

  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.ctrlKey || scale > 1) zoomTo(scale * Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
  }, { passive: false });

  // fingers and mouse: one moves or turns the page, two zoom, a tap hides the bars, a double tap zooms

  const fingers = new Map();
  let start = null, pinch = null, moved = false, tapped = 0, waiting = 0;

  const between = () => {
    const [a, b] = [...fingers.values()];
    return { distance: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };

  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    stage.classList.add("held");
    if (fingers.size === 2) { pinch = { ...between(), scale }; moved = true; start = null; return; }
    start = { x: event.clientX, y: event.clientY, panX: x, panY: y };
    moved = false;
  });

  stage.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pinch && fingers.size === 2) {
      const now = between();
      zoomTo((pinch.scale * now.distance) / Math.max(1, pinch.distance), now.x, now.y);
      return;
    }
    if (!start) return;
    const [byX, byY] = [event.clientX - start.x, event.clientY - start.y];
    moved = moved || Math.hypot(byX, byY) > 8;
    if (!moved) return;
    if (scale > 1) { x = start.panX + byX; y = start.panY + byY; fit(); return; }
    const across = Math.abs(byX) > Math.abs(byY);
    large.style.transform = across ? `translate(${byX}px, 0)` : `translate(0, ${Math.max(0, byY)}px)`;
  });

  const turn = (byX, byY) => { // a swipe: aside to the next, down to close
    if (Math.abs(byX) > Math.abs(byY) && Math.abs(byX) > Math.min(90, innerWidth / 6)) { step(byX < 0 ? 1 : -1); return true; }
    if (byY > Math.min(140, innerHeight / 6) && byY > Math.abs(byX)) { leave(); return true; }
    return false;
  };

  const tap = (event) => {
    clearTimeout(waiting);
    if (event.timeStamp - tapped < 320) { tapped = 0; toggle(event.clientX, event.clientY); return; }
    tapped = event.timeStamp;
    if (event.pointerType === "touch") waiting = setTimeout(() => viewer.classList.toggle("bare"), 330);
  };

  const lift = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (fingers.size) { start = null; return; }
    stage.classList.remove("held");
    const from = start;
    start = pinch = null;
    if (event.type === "pointercancel") { fit(); return; }
    if (from && !moved) { tap(event); return; }
    if (from && scale === 1 && turn(event.clientX - from.x, event.clientY - from.y)) return;
    fit();
  };
  stage.addEventListener("pointerup", lift);
  stage.addEventListener("pointercancel", lift);

  follow();
})();
