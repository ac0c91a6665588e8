// The search runtime: answers queries from the files that Signpost makes for
// browsers. It has no dependencies and draws nothing. Its analyzer is
// search/analyze.go, its way with queries search/spell.go, widen.go, rank.go and
// answer.go, word for word; the format of the files is told in search/shards.go.

const FIELDS = 3;
const MAX_TERM = 40, MAX_COST = 128, MAX_QUERY = 2000;
const KIN_START = 4, KIN_END = 5, MAX_COMPLETIONS = 8;
const RARITY_POWER = 1.5, SHARE_POWER = 0.75, FAINT = 0.4, EXACT = 0.3, ALSO = 0.4, ALSO_LENGTH = 4, ALSO_TERMS = 8;
const SURE_SHARE = 0.6, SURE_LEAD = 0.4, SURE_TERMS = 2, KINDS = ["", "steps", "row", "section"];
const COMPOUND = 9, PART = 4, JOINTS = ["", "s", "n", "en", "es", "er", "e"];

const STOP = new Set(`a about after all also am an and any are as at be because been before being both but by can could did do
does doing each for from had has have having he her here hers him his how i if in into is it its itself just me more most my
of on or other our ours she should so some such than that the their them then there these they this those to too us very was we were
what when where which while who whom why will with would you your im ive ill id youre theyre thats whats dont doesnt`.split(/\s+/));

// Porter's stemmer (1980), with its author's two later departures.
const consonant = (w, i) => {
	if ("aeiou".includes(w[i])) return false;
	return w[i] !== "y" || i === 0 || !consonant(w, i - 1);
};
const shape = w => [...w].map((_, i) => consonant(w, i) ? "c" : "v").join("");
const measure = w => shape(w).replace(/^c+/, "").match(/v+c+/g)?.length ?? 0;
const vowel = w => shape(w).includes("v");
const short = w => /cvc$/.test(shape(w)) && !/[wxy]$/.test(w);
const ends = (w, suffix) => w.length > suffix.length && w.endsWith(suffix);
const swap = (w, suffixes, least) => {
	for (const [suffix, other] of suffixes) {
		if (!ends(w, suffix)) continue;
		const stem = w.slice(0, -suffix.length);
		if (suffix === "ion" && !/[st]$/.test(stem)) return w;
		return measure(stem) > least ? stem + other : w;
	}
	return w;
};
const pairs = text => text.trim().split(/\s+/).map(pair => [...pair.split(">"), ""].slice(0, 2));
const STEP2 = pairs("ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous ization>ize ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble logi>log");
const STEP3 = pairs("icate>ic ative alize>al iciti>ic ical>ic ful ness");
const STEP4 = pairs("al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize");

function stem(w) {
	if (w.length < 3) return w;
	if (ends(w, "sses") || ends(w, "ies")) w = w.slice(0, -2);
	else if (ends(w, "s") && !ends(w, "ss")) w = w.slice(0, -1);
	if (ends(w, "eed")) {
		if (measure(w.slice(0, -3)) > 0) w = w.slice(0, -1);
	} else {
		const suffix = ["ed", "ing"].find(end => ends(w, end));
		const base = suffix && w.slice(0, -suffix.length);
		if (base && vowel(base)) {
			if (["at", "bl", "iz"].some(end => ends(base, end))) w = base + "e";
			else if (base.length > 1 && base.at(-1) === base.at(-2) && consonant(base, base.length - 1) && !/[lsz]$/.test(base)) w = base.slice(0, -1);
			else w = measure(base) === 1 && short(base) ? base + "e" : base;
		}
	}
	if (w.endsWith("y") && vowel(w.slice(0, -1))) w = w.slice(0, -1) + "i";
	w = swap(swap(swap(w, STEP2, 0), STEP3, 0), STEP4, 1);
	if (w.endsWith("e")) {
		const base = w.slice(0, -1), m = measure(base);
		if (m > 1 || m === 1 && !short(base)) w = base;
	}
	return w.length > 2 && w.endsWith("ll") && measure(w.slice(0, -1)) > 1 ? w.slice(0, -1) : w;
}

// Words that questions are made of, as terms.
const FAINT_TERMS = new Set("abl anyon find get got help know let like make need pleas possibl someon someth thing tri try us want wai work".split(" "));

// The analyzer.
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*/gu;
const UNSPACED = /[ー\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const ALIKE = { "ς": "σ", "ى": "ي", "ة": "ه", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l" };
const fold = text => text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0655\u0640]/g, "").normalize("NFC").toLowerCase().replace(/[ςىةßæœøł]/g, letter => ALIKE[letter]);
const ACCENTED = /[^\0-\x7f]/;
const isEnglish = lang => !lang || /^en(-|$)/i.test(lang);
const size = text => [...text].length;

/**
 * analyze returns the words of a text: { surface, term, exact, start, end, plain }, start and end in UTF-16 units.
 * The index brings along the words to leave out, of languages other than English.
 */
export function analyze(lang, text, stop = new Set()) {
	const english = isEnglish(lang), arabic = /^ar(-|$)/i.test(lang), turkish = /^tr(-|$)/i.test(lang);
	if (english) stop = STOP;
	const out = [];
	let parts = [];
	const emit = (surface, start, end) => {
		if (!surface || size(surface) > MAX_TERM || stop.has(surface)) return;
		const term = english && /^[a-z]+$/.test(surface) ? stem(surface) : surface;
		out.push({ surface, term, exact: "", start, end, plain: /^\p{L}+$/u.test(surface) });
	};
	const compound = () => {
		if (parts.length > 1 && parts.length <= 8) {
			const whole = parts.map((part, i) => (i && /[./]/.test(text[parts[i - 1].end]) ? text[parts[i - 1].end] : "") + part.surface).join("");
			if (size(whole) <= MAX_TERM && !UNSPACED.test(whole)) out.push({ surface: whole, term: whole, exact: "", start: parts[0].start, end: parts.at(-1).end, plain: false });
		}
		parts = [];
	};
	for (const match of text.matchAll(WORD)) {
		const start = match.index, end = start + match[0].length;
		const raw = turkish ? match[0].replace(/['’].*$/su, "") : match[0];
		let folded = fold(raw);
		if (/['’]/.test(folded)) folded = folded.replaceAll("’", "'").replace(/'s$/, "").replaceAll("'", "");
		if (arabic) folded = folded.replace(/^(?:[وبكف]?ال|لل)/, "");
		folded = folded.replace(/[^\p{L}\p{N}\p{M}]/gu, "");
		const before = parts.at(-1);
		if (before && !/^[-_./]$/.test(text.slice(before.end, start))) compound();
		parts.push({ surface: folded, start, end });
		let run = [];
		const flush = () => {
			if (!run.length) return;
			if (!UNSPACED.test(run[0])) emit(run.join(""), start, end);
			else run.forEach((one, i) => {
				out.push({ surface: one, term: one, exact: "", start, end, plain: false });
				if (i) out.push({ surface: run[i - 1] + one, term: run[i - 1] + one, exact: "", start, end, plain: false });
			});
			run = [];
		};
		for (const one of folded) {
			if (run.length && UNSPACED.test(one) !== UNSPACED.test(run[0])) flush();
			run.push(one);
		}
		const least = out.length;
		flush();
		if (out.length === least + 1 && out[least].plain && ACCENTED.test(raw)) {
			const written = raw.normalize("NFC").toLowerCase().replaceAll("ς", "σ").replaceAll("i\u0307", "i");
			if (written !== folded && fold(written) === folded) out[least].exact = written;
		}
	}
	compound();
	return out;
}

// cut shortens a text to the characters of a query that are looked at.
const cut = text => text.length > MAX_QUERY ? [...text].slice(0, MAX_QUERY).join("") : text;

// affordable cuts a query: 32 words, or 128 characters and pairs of a script that
// sets no spaces.
function affordable(words) {
	let cost = 0;
	const end = words.findIndex(({ surface }) => (cost += UNSPACED.test([...surface][0]) ? 1 : 4) > MAX_COST);
	return end < 0 ? words : words.slice(0, end);
}

// Words are compared by code points, as Go sorts them.
const order = (a, b) => {
	for (let i = 0; ; ) {
		const x = a.codePointAt(i), y = b.codePointAt(i);
		if (x !== y) return (x ?? -1) - (y ?? -1);
		if (x === undefined) return 0;
		i += x > 0xffff ? 2 : 1;
	}
};

// distance counts slips of the finger: optimal string alignment.
function distance(a, b, limit) {
	if (Math.abs(a.length - b.length) > limit) return limit + 1;
	let before = [], last = b.map((_, j) => j);
	last.push(b.length);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
		}
		if (Math.min(...row) > limit) return limit + 1;
		[before, last] = [last, row];
	}
	return last[b.length];
}

function nearest(surface, spellings) {
	const letters = [...surface], limit = letters.length >= 8 ? 2 : 1;
	let best = null;
	for (const { word, count, term } of spellings) {
		const far = distance(letters, [...word], limit);
		if (far > limit) continue;
		if (!best || far < best.far || far === best.far && count > best.count) best = { word, count, term, far };
	}
	return best;
}

// inflected finds another form of a word, which begins as it does.
function inflected(surface, spellings) {
	const letters = [...surface];
	let best = null, most = 0;
	for (const one of spellings) {
		const word = [...one.word];
		let n = 0;
		while (n < word.length && n < letters.length && word[n] === letters[n]) n++;
		if (n < KIN_START || letters.length - n > KIN_END || word.length - n > KIN_END) continue;
		if (n > most || n === most && one.count > best.count) [best, most] = [one, n];
	}
	return best;
}

// cuttings are the ways to cut a word in two.
function cuttings(word) {
	const letters = [...word], list = [];
	if (letters.length < COMPOUND) return list;
	for (let i = PART; i <= letters.length - PART; i++) {
		for (const joint of JOINTS) {
			const start = letters.slice(0, i).join(""), first = joint && start.endsWith(joint) ? start.slice(0, -joint.length) : start;
			if ((!joint || first !== start) && size(first) >= PART) list.push([first, letters.slice(i).join("")]);
		}
	}
	return list;
}

function completions(prefix, spellings) {
	return spellings.filter(one => one.word.startsWith(prefix)).sort((a, b) => b.count - a.count).slice(0, MAX_COMPLETIONS);
}

// adjoin tells whether a word stands right behind another; terms are theirs.
const adjoin = (before, word, terms) => word.start >= before.end && terms[0] !== terms[1];

// Numbers in base 45: the second half of the digits means that more follow.
const BASE = 45;
const DIGITS = new Map([..."!#$%&'()*+-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}"].map((digit, i) => [digit, i]));

function numbers(text) {
	const list = [];
	let n = 0, unit = 1;
	for (const one of text) {
		const digit = DIGITS.get(one);
		if (digit === undefined) throw new Error("search: a number is not one");
		n += digit % BASE * unit;
		unit *= BASE;
		if (digit >= BASE) continue;
		list.push(n);
		[n, unit] = [0, 1];
	}
	return list;
}

// buckets reads lists of one-digit numbers.
function buckets(text) {
	const lists = [];
	let list = [];
	for (const one of text) {
		const digit = DIGITS.get(one) ?? -1;
		if (digit >= 0) list.push(digit % BASE);
		if (digit >= BASE) continue;
		lists.push(list);
		list = [];
	}
	return lists;
}

// bucket is one of BASE sorts of terms.
function bucket(term) {
	let hash = 0;
	for (const one of term) hash = Math.imul(hash, 31) + one.codePointAt(0) >>> 0;
	return hash % BASE;
}

// rows reads rows whose words share beginnings. They have as many columns as one of
// columns, and the first word is one that belongs there.
function rows(text, columns, belongs) {
	let before = "";
	return text.split(",").map((row, i) => {
		const [start, ...cells] = row.split(" "), n = DIGITS.get(start[0]);
		before = [...before].slice(0, n).join("") + start.slice(1);
		if (n === undefined || !columns.includes(cells.length + 1) || !i && !belongs(before)) throw new Error("search: a file of the index is not one");
		return [before, ...cells];
	});
}

const rarity = (n, df) => Math.log(1 + (n - df + 0.5) / (df + 0.5)) ** RARITY_POWER;

// even makes scores equal that differ by how processors round.
const even = score => Math.round(score * 1e6) / 1e6;

// slug is the anchor that most headings have.
const slug = heading => heading.toLowerCase().replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "").replaceAll(" ", "-");

// An excerpt with the words marked that were found; records hold short texts only.
function excerpt(words, text, terms) {
	const marks = [];
	text = text.trim().replace(/\s+/g, " ");
	for (const { term, start, end } of words(text)) {
		if (!terms.includes(term)) continue;
		const before = marks.at(-1);
		if (before && start < before[1]) marks[marks.length - 1] = [Math.min(before[0], start), Math.max(before[1], end)];
		else marks.push([start, end]);
	}
	return { excerpt: text, marks };
}

export class Index {
	#base; #meta; #stop; #keep; #terms; #letters; #files = new Map(); #article = []; #first = []; #record = []; #in = [];
	#stems = new Map(); // terms of words, as far as they were loaded

	constructor(base, meta) {
		this.#base = base;
		this.#meta = meta;
		this.#stop = new Set((meta.stop ?? "").split(" "));
		this.#keep = new Set((meta.keep ?? "").split(" "));
		this.#terms = meta.terms.split(" ");
		this.#letters = [...meta.words];
		numbers(meta.sizes).forEach((sections, article) => {
			this.#first.push(this.#article.length);
			for (let i = 0; i < sections; i++) this.#article.push(article);
		});
		const runs = numbers(meta.in);
		for (let i = 0; i < runs.length; i += 2) for (let n = 0; n < runs[i + 1]; n++) this.#in.push(runs[i]);
		numbers(meta.records).forEach((articles, file) => {
			const first = this.#record.length;
			for (let i = 0; i < articles; i++) this.#record.push({ file, first });
		});
	}

	#load(name, read) {
		if (!this.#files.has(name)) {
			const file = get(new URL(name, this.#base)).then(read);
			file.catch(() => this.#files.delete(name));
			this.#files.set(name, file);
		}
		return this.#files.get(name);
	}

	// shard is the number of the file that a term would be in, -1 for none.
	#shard(term) {
		let low = 0, high = this.#meta.terms ? this.#terms.length : 0;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (order(this.#terms[middle], term) > 0) high = middle; else low = middle + 1;
		}
		return low - 1;
	}

	#shardTerms(number) {
		return this.#load(`terms/${number}.json`, text => new Map(rows(text, [4], term => this.#shard(term) === number).map(([term, ...lists]) => [term, lists])));
	}

	// term returns the postings of a term: { sections, values, next }, or undefined.
	async #term(term) {
		const number = this.#shard(term);
		if (number < 0) return undefined;
		const shard = await this.#shardTerms(number), found = shard.get(term);
		if (Array.isArray(found)) {
			let section = -1;
			const [deltas, values, next] = found;
			shard.set(term, { sections: numbers(deltas).map(delta => section += delta), values: numbers(values), next: buckets(next) });
		}
		return shard.get(term);
	}

	// prefixed returns the terms that begin with a word, and how many sections hold each,
	// as far as they are in the file of the word's own term.
	async #prefixed(prefix, own) {
		const number = this.#shard(own);
		if (number < 0) return [];
		return [...await this.#shardTerms(number)].filter(([term]) => term.startsWith(prefix)).map(([term, found]) => ({ term, count: (found.sections ?? numbers(found[0])).length }));
	}

	async #spellings(first) {
		const at = this.#letters.indexOf(first);
		if (at < 0) return [];
		return this.#load(`words/${at}.json`, text => rows(text, [2, 3], word => word.startsWith(first)).map(([word, count, told]) => {
			const term = told === undefined ? word : told[0] === "~" ? told.slice(1) : [...word].slice(0, -numbers(told)[0] || undefined).join("");
			if (term !== word) this.#stems.set(word, term);
			return { word, count: numbers(count)[0], term };
		}));
	}

	// words returns those of a query or of a text that is shown.
	#words(text) { return analyze(this.#meta.lang, text, this.#stop); }

	// correct returns what to search in place of a word: { word, term }, or null. The
	// other terms are those of the words before it.
	async #correct(word, last, others) {
		const { stems } = this.#meta, letters = [...word.surface];
		if (!word.plain || letters.length < 2 || !stems && await this.#term(word.term)) return null;
		const spellings = await this.#spellings(letters[0]);
		if (stems) {
			const exact = spellings.find(one => one.word === word.surface);
			if (exact) return exact;
			if (await this.#term(word.surface)) return null;
		}
		if (this.#keep.has(word.surface)) return null;
		const full = last && await this.#complete(word.surface, spellings, await others);
		if (full) return full;
		if (await this.#parts(word.surface, word.surface)) return null; // a compound that nobody has written yet
		const kin = stems && inflected(word.surface, spellings);
		if (kin) return { word: word.surface, term: kin.term };
		const near = letters.length < 4 ? null : nearest(word.surface, spellings);
		return near && { word: near.word, term: this.#termed(near) };
	}

	#termed({ word, term }) {
		const words = this.#meta.stems ? [] : this.#words(word);
		return words.length === 1 ? words[0].term : term;
	}

	// complete returns the word that goes best with the others.
	async #complete(prefix, spellings, others) {
		const found = completions(prefix, spellings).map(one => ({ word: one.word, term: this.#termed(one) }));
		if (found.length < 2 || !others.length) return found[0];
		const around = new Float64Array(this.#article.length);
		for (const postings of await Promise.all(others.map(term => this.#term(term)))) {
			const rare = postings && rarity(around.length, postings.sections.length);
			postings?.sections.forEach(section => { around[section] += rare; });
		}
		let best = null, most = -1;
		for (const [i, postings] of (await Promise.all(found.map(({ term }) => this.#term(term)))).entries()) {
			const sum = postings ? postings.sections.reduce((sum, section) => sum + around[section], 0) : 0;
			if (sum > most) [best, most] = [found[i], sum];
		}
		return best;
	}

	// parts returns the terms of the parts of a compound, or null. Of one that nobody has
	// written, the first part will do.
	async #parts(word, term) {
		if (!this.#meta.compounds) return null;
		const found = new Map(), loaded = new Set();
		const load = async part => {
			const letter = [...part][0];
			if (loaded.has(letter)) return;
			loaded.add(letter);
			for (const one of await this.#spellings(letter)) found.set(one.word, one);
		};
		let best = null, most = 0;
		for (const [first, second] of cuttings(word)) {
			await load(first);
			const count = found.get(first)?.count ?? 0;
			if (!count) continue;
			await load(second);
			const both = Math.min(count, found.get(second)?.count ?? 0);
			if (both > most) [best, most] = [[found.get(first).term, found.get(second).term], both];
		}
		if (best || await this.#term(term)) return best;
		const longest = cuttings(word).map(([first]) => first).filter(first => found.get(first)?.count).reduce((a, b) => b.length > a.length ? b : a, "");
		return longest ? [found.get(longest).term] : null;
	}

	async #parse(text) {
		text = cut(text.toWellFormed?.() ?? text);
		const words = affordable(this.#words(text));
		const better = words.slice(0, -1).map(word => this.#correct(word, false));
		const others = Promise.all(better).then(list => list.map((other, i) => (other ?? words[i]).term));
		others.catch(() => {}); // that it fails is told by those that it is made of
		const all = await Promise.all([...better, ...words.slice(-1).map(word => this.#correct(word, true, others))]);
		const found = all.map((other, i) => (other ?? words[i]).term), terms = new Map(), pairs = new Map();
		const add = (term, weight) => { if (!terms.has(term)) terms.set(term, { term, weight, also: [] }); };
		let corrected = "", at = 0;
		words.forEach((word, i) => {
			const other = all[i], two = found.slice(i - 1, i + 1);
			if (other && other.word !== word.surface && word.start >= at) {
				corrected += text.slice(at, word.start) + other.word;
				at = word.end;
			}
			add(found[i], isEnglish(this.#meta.lang) && FAINT_TERMS.has(found[i]) ? FAINT : 1);
			if (i && adjoin(words[i - 1], word, two)) pairs.set(two.join(" "), two);
		});
		await this.#widen(words, all, found, add, terms);
		const spoken = UNSPACED.test(text) ? terms.size : text.trim().split(/\s+/).length;
		return { terms: [...terms.values()], pairs: [...pairs.values()], spoken, corrected: corrected && (corrected + text.slice(at)).trim() };
	}

	// widen adds what else the words of a query can stand for: parts of compounds, the
	// word with its accents, and words that begin as the last one does.
	async #widen(words, all, found, add, terms) {
		for (const [i, word] of words.entries()) {
			if (!word.plain) continue;
			for (const part of await this.#parts((all[i] ?? { word: word.surface }).word, found[i]) ?? []) add(part, 1);
			if (word.exact && await this.#term(word.exact)) add(word.exact, EXACT);
		}
		const last = words.at(-1), term = found.at(-1);
		if (!last?.plain || all.at(-1) && all.at(-1).word !== last.surface || size(last.surface) < ALSO_LENGTH) return;
		const also = (await this.#prefixed(last.surface, term)).filter(one => one.term !== term);
		terms.get(term).also = also.sort((a, b) => b.count - a.count).slice(0, ALSO_TERMS).map(one => one.term);
	}

	// sums returns the score of each section, without closeness.
	async #sums(terms) {
		const scores = new Float64Array(this.#article.length), clauses = new Float64Array(this.#article.length);
		const { step } = this.#meta, lists = await Promise.all(terms.map(({ term, also }) => Promise.all([term, ...also].map(one => this.#term(one)))));
		let all = 0;
		terms.forEach(({ weight }, n) => {
			all += FIELDS * weight;
			const [own, ...others] = lists[n], most = new Map();
			own?.sections.forEach((section, i) => {
				scores[section] += weight * ((own.values[i] >> 2) * step);
				clauses[section] += weight * (own.values[i] & 3);
			});
			if (!others.length) return;
			const held = new Set(own?.sections);
			for (const other of others) other?.sections.forEach((section, i) => {
				const impact = ALSO * ((other.values[i] >> 2) * step);
				if (!held.has(section) && impact > (most.get(section) ?? 0)) most.set(section, impact);
			});
			for (const [section, impact] of most) {
				scores[section] += weight * impact;
				clauses[section] += weight;
			}
		});
		clauses.forEach((n, section) => { if (n) scores[section] = even(scores[section] * (n / all) ** SHARE_POWER); });
		return scores;
	}

	async #rank({ terms, pairs }) {
		const scores = await this.#sums(terms), top = new Map();
		for (const [first, second] of pairs) {
			const before = await this.#term(first), after = new Set((await this.#term(second))?.sections), behind = bucket(second);
			before?.sections.forEach((section, i) => {
				if (before.next[i].includes(behind) && after.has(section)) scores[section] += this.#meta.close;
			});
		}
		scores.forEach((score, section) => {
			if (!score) return;
			score = even(score);
			const article = this.#article[section], old = top.get(article);
			if (!old || score > old.score) top.set(article, { section, score });
		});
		return [...top.values()].sort((a, b) => b.score - a.score || a.section - b.section);
	}

	// told is what the record of a section tells.
	async #told(section) {
		const article = this.#article[section], { file, first } = this.#record[article], { leads } = this.#meta;
		const records = await this.#load(`records/${file}.json`, records => records);
		const [address, title, collection, text, sections] = records[article - first];
		const [told, heading, lead] = sections.slice((leads ? 3 : 2) * (section - this.#first[article]));
		const anchor = told.slice(1) || slug(heading), url = address.endsWith("=") ? `${address.slice(0, -1)}${slug(title)}/` : address;
		return { url: anchor ? `${url}#${anchor}` : url, article: url, title, section: heading, collection, text: leads && lead || text, kind: KINDS[told[0] ?? 0] };
	}

	async #hit({ section, score }, terms) {
		const { text, kind, ...hit } = await this.#told(section);
		return { ...hit, ...excerpt(shown => this.#words(shown).map(word => ({ ...word, term: this.#stems.get(word.term) ?? word.term })), text, terms), score };
	}

	// answer tells where a passage stands that answers a query, if that is sure.
	async #answer({ terms, spoken }, [first, second]) {
		let held = 0, all = 0;
		for (const { term, weight } of terms) {
			const sections = (await this.#term(term))?.sections ?? [], worth = weight * rarity(this.#article.length, Math.max(1, sections.length));
			all += worth;
			if (first && sections.includes(first.section)) held += worth;
		}
		if (!first || held / all < SURE_SHARE || Math.min(spoken, terms.filter(({ weight }) => weight === 1).length) < SURE_TERMS) return undefined;
		if (second && second.score > (1 - SURE_LEAD) * first.score) return undefined;
		const { url, title, section, kind } = await this.#told(first.section);
		return kind ? { url, title, section, kind } : undefined;
	}

	// collections counts the articles that were found in each collection of the first
	// hits. Records tell its title.
	async #collections(ranked, limit) {
		const found = new Map(), of = ({ section }) => this.#in[this.#article[section]];
		for (const one of ranked.slice(0, limit)) if (!found.has(of(one))) found.set(of(one), { id: of(one), title: (await this.#told(one.section)).collection, count: 0 });
		for (const one of ranked) if (found.has(of(one))) found.get(of(one)).count++;
		return [...found.values()];
	}

	// unknown returns the words of a text that are searched as typed and that no
	// article holds, as they stand there.
	async #unknown(text, terms) {
		const spans = [];
		for (const word of this.#words(text)) {
			if (!word.surface[1] || UNSPACED.test(word.surface) || !terms.includes(word.term) || await this.#term(word.term)) continue;
			if (word.start < spans.at(-1)?.[0]) spans.pop(); // a compound stands behind its parts
			if (!(word.start < spans.at(-1)?.[1])) spans.push([word.start, word.end]);
		}
		return spans.map(([start, end]) => text.slice(start, end));
	}

	/**
	 * search answers a query: { hits, answer, corrected, total, collections, unknown }, at most limit hits, the best
	 * first, of the collection with that id if one is named. The answer, { url, title, section, kind }, is there only
	 * when it is sure, and tells where a passage of that kind can be quoted from. Collections are { id, title, count } of what was
	 * found in all of them, those of the first hits.
	 */
	async search(text, { limit = 10, collection = -1, signal } = {}) {
		signal?.throwIfAborted();
		text = String(text);
		const query = await this.#parse(text), { terms, corrected } = query;
		signal?.throwIfAborted();
		if (!terms.length) return { hits: [], corrected: "", total: 0, collections: [], unknown: [] };
		const all = await this.#rank(query);
		signal?.throwIfAborted();
		const ranked = collection < 0 ? all : all.filter(({ section }) => this.#in[this.#article[section]] === collection);
		const hits = await Promise.all(ranked.slice(0, limit).map(one => this.#hit(one, marked(terms))));
		const [collections, unknown] = await Promise.all([this.#collections(all, limit), all.length ? this.#unknown(cut(text), marked(terms)) : []]);
		signal?.throwIfAborted();
		const answer = await this.#answer(query, ranked);
		return { hits, answer, corrected: hits.length ? corrected : "", total: ranked.length, collections, unknown };
	}

	/**
	 * suggest returns words of the index, at most limit, that are like those of a query
	 * which found nothing: two slips away, the first two letters swapped too.
	 */
	async suggest(text, limit = 4) {
		const near = new Map();
		for (const { surface, plain } of affordable(this.#words(cut(String(text))))) {
			const letters = [...surface];
			if (!plain || letters.length < 3) continue;
			const spellings = await Promise.all([...new Set(letters.slice(0, 2))].map(letter => this.#spellings(letter)));
			for (const { word, count } of spellings.flat()) {
				const far = distance(letters, [...word], letters.length < 5 ? 1 : 2);
				if (far <= 2 && far < letters.length - 2 && !(near.get(word)?.far <= far)) near.set(word, { far, count });
			}
		}
		return [...near].sort(([, a], [, b]) => a.far - b.far || b.count - a.count).slice(0, limit).map(([word]) => word);
	}

	/**
	 * find returns for each of some texts where it holds the words that a query is searched by:
	 * [start, end, term], in UTF-16 units, in order and apart.
	 */
	async find(query, texts) {
		const terms = marked((await this.#parse(String(query))).terms), alone = terms.every(term => !UNSPACED.test(term) || !term[1]);
		return texts.map(text => {
			const found = [];
			for (const word of this.#words(text)) {
				const term = this.#stems.get(word.term) ?? word.term;
				if (!terms.includes(term)) continue;
				if (!UNSPACED.test(word.surface)) found.push([word.start, word.end, term]);
				// A run without spaces is one match: the places within it are looked up.
				else if (alone || word.surface[1]) for (let at = text.indexOf(word.surface, word.start); at >= 0 && at < word.end; at = text.indexOf(word.surface, at + 1)) found.push([at, at + word.surface.length, term]);
			}
			return apart(found);
		});
	}
}

// marked are the terms that excerpts and articles mark.
const marked = terms => terms.flatMap(({ term, also }) => [term, ...also]);

// apart puts ranges in order and makes one of those that overlap.
function apart(ranges) {
	const out = [];
	for (const [start, end, term] of ranges.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
		const before = out.at(-1);
		if (before && start < before[1]) before[1] = Math.max(before[1], end);
		else out.push([start, end, term]);
	}
	return out;
}

// get fetches a file, and once more if that fails.
async function get(url) {
	for (let attempt = 1; ; attempt++) {
		try {
			const response = await fetch(url, attempt > 1 ? { cache: "reload" } : {});
			if (!response.ok) throw new Error(`search: ${url.pathname} answered ${response.status}`);
			return await response.json();
		} catch (error) {
			if (attempt > 1) throw new Error(`search: ${url.pathname} could not be loaded`, { cause: error });
		}
	}
}
