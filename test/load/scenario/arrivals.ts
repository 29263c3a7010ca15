import { type Scenario, secondsOf } from '../scenarios.ts';

/** Iterations a second that are due at a time of the run. */
export function rateAt({ startPerSecond, stages }: Scenario, second: number): number {
  let [rate, since] = [startPerSecond, 0];
  for (const stage of stages) {
    if (second < since + stage.seconds) return rate + ((stage.perSecond - rate) * (second - since)) / stage.seconds;
    since += stage.seconds;
    rate = stage.perSecond;
  }
  return rate;
}

/** Seconds from the beginning at which each iteration is due: one whenever the area under the rate has grown by one. */
export function arrivals(scenario: Scenario): number[] {
  const due: number[] = [];
  let [rate, since, area] = [scenario.startPerSecond, 0, 0];
  for (const { seconds, perSecond } of scenario.stages) {
    const slope = (perSecond - rate) / seconds;
    const whole = ((rate + perSecond) / 2) * seconds;
    while (due.length < area + whole - 1e-9) due.push(since + timeUntil(due.length - area, rate, slope));
    [rate, since, area] = [perSecond, since + seconds, area + whole];
  }
  return due.filter((second) => second < secondsOf(scenario));
}

/** When `rate * t + slope / 2 * t^2` reaches an area. */
function timeUntil(area: number, rate: number, slope: number): number {
  if (Math.abs(slope) < 1e-9) return area / rate;
  return (Math.sqrt(rate * rate + 2 * slope * area) - rate) / slope;
}
