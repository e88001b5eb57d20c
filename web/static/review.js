// The review page and its list by keyboard. Everything here only hastens what the page does without scripts.
"use strict";
const version = new URL(import.meta.url).search;
const [keys, finder, place, typing, live, source, ahead, queue] = await Promise.all(
  ["keys", "finder", "place", "typing", "live", "source", "ahead", "queue"].map((name) => import(`./review-${name}.js${version}`)),
);
const mount = () => {
  finder.mount();
  place.mount();
  source.mount();
  queue.mount();
  live.mount();
  // The viewer of the message is there on pages of requests only.
  document.dispatchEvent(new Event("desk:shown"));
};
keys.listen(source.take);
typing.listen();
live.listen();
place.listen();
source.listen();
queue.listen(keys);
ahead.listen(mount, typing);
mount();
document.documentElement.classList.add("with-keys");
