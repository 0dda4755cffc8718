import "./sparkline.css";

const BAR_WIDTH = 2.5;
const HEIGHT = 24;

/** The shape of counts over equal parts of a time, to compare rows at a glance; figures stand elsewhere. */
export function Sparkline({ bars }: { bars: number[] }) {
  const most = Math.max(1, ...bars);
  const width = bars.length * BAR_WIDTH;
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} aria-hidden="true">
      {bars.map((errors, index) => {
        const height = errors === 0 ? 1 : 2 + (errors / most) * (HEIGHT - 2);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
            key={index}
            data-empty={errors === 0}
            x={index * BAR_WIDTH}
            y={HEIGHT - height}
            width={BAR_WIDTH - 0.5}
            height={height}
          />
        );
      })}
    </svg>
  );
}
