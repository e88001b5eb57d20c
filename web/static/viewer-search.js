// Words found in what is read: accents and case do not count; where nothing is written so, what is nearly written so (OCR, misspellings).
"use strict";
const FUZZY_FROM = 5;
const TWO_FROM = 9;

export const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/gu, "oe").replace(/æ/gu, "ae").replace(/[^\p{L}\p{N}]+/gu, " ").trim();

// How many letters are otherwise, missing, added or changed about; more than `most` counts as `most + 1`.
const distance = (one, other, most) => {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let [older, before] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const change = before[at - 1] + (one[row - 1] === other[at - 1] ? 0 : 1);
      now[at] = Math.min(before[at] + 1, now[at - 1] + 1, change);
      if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) now[at] = Math.min(now[at], older[at - 2] + 1);
    }
    if (Math.min(...now) > most) return most + 1;
    [older, before] = [before, now];
  }
  return before[other.length];
};

const isSame = (word, asked, isLast) => word === asked || (isLast && word.startsWith(asked));
const isWithin = (word, asked) => word.includes(asked);
const isNear = (word, asked) => {
  if (asked.length < FUZZY_FROM) return word === asked;
  const most = asked.length < TWO_FROM ? 1 : 2;
  return distance(word, asked, most) <= most;
};

const runs = (words, asked, fits) => {
  const found = [];
  for (let at = 0; at + asked.length <= words.length; at += 1) {
    if (asked.every((one, step) => fits(words[at + step], one, step === asked.length - 1))) found.push([at, at + asked.length]);
  }
  return found;
};

// Return where the words asked for stand among folded words: pairs of the first one and the one behind the last; `isNear` tells of the second try.
export const find = (words, query) => {
  const asked = fold(query).split(" ").filter(Boolean);
  if (!asked.length) return { found: [], isNear: false };
  const exact = runs(words, asked, isSame);
  if (exact.length) return { found: exact, isNear: false };
  const within = asked.length === 1 && asked[0].length > 2 ? runs(words, asked, isWithin) : [];
  if (within.length) return { found: within, isNear: false };
  return { found: runs(words, asked, isNear), isNear: true };
};
