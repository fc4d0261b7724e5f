const [c1, c2, c3, c4, c5, c6, c7] = [1, 2, 3, 4, 5, 6, 7].map((k) => Math.cos((k * Math.PI) / 16) / 2) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** The forward DCT of ITU-T T.81 A.3.3 on the 64 samples from `start`, in place. */
export function forwardDct(samples: Float64Array, start: number): void {
  for (let row = 0; row < 8; row++) transform(samples, start + row * 8, 1);
  for (let column = 0; column < 8; column++) transform(samples, start + column, 8);
}

/**
 * Transforms eight samples that are `step` apart. Sums and differences of mirrored pairs save half of the
 * multiplications.
 */
function transform(samples: Float64Array, start: number, step: number): void {
  const at = (index: number) => samples[start + index * step] ?? 0;
  const s0 = at(0) + at(7);
  const d0 = at(0) - at(7);
  const s1 = at(1) + at(6);
  const d1 = at(1) - at(6);
  const s2 = at(2) + at(5);
  const d2 = at(2) - at(5);
  const s3 = at(3) + at(4);
  const d3 = at(3) - at(4);
  samples[start] = (s0 + s1 + s2 + s3) * c4;
  samples[start + step] = d0 * c1 + d1 * c3 + d2 * c5 + d3 * c7;
  samples[start + 2 * step] = (s0 - s3) * c2 + (s1 - s2) * c6;
  samples[start + 3 * step] = d0 * c3 - d1 * c7 - d2 * c1 - d3 * c5;
  samples[start + 4 * step] = (s0 - s1 - s2 + s3) * c4;
  samples[start + 5 * step] = d0 * c5 - d1 * c1 + d2 * c7 + d3 * c3;
  samples[start + 6 * step] = (s0 - s3) * c6 - (s1 - s2) * c2;
  samples[start + 7 * step] = d0 * c7 - d1 * c5 + d2 * c3 - d3 * c1;
}
