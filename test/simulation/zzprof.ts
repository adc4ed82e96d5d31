import { judge } from '/work/main/test/simulation/seeds';
void (async () => {
  const t = performance.now();
  const slow: [number, number][] = [];
  for (let s = 1; s <= 400; s++) { const a = performance.now(); const v = await judge(s); slow.push([performance.now() - a, s]); if (v.violations.length) console.log(s, v.violations[0]); }
  console.log(performance.now() - t);
  console.log(slow.sort((a, b) => b[0] - a[0]).slice(0, 10));
})();
