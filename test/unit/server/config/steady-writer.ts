import { writeConfigFile } from '../../../../server/config/config-file.ts';
import { maxCameras, defaultConfig } from '../../../../server/contract/config/config.ts';

// Writes one configuration after the other until it is killed, or nobody is there to kill it any more; every camera of
// one carries the number of the round.
const folder = process.argv[2] ?? '';
const parent = process.ppid;
for (let round = 0; process.ppid === parent; round++) {
  const cameras = Array.from({ length: maxCameras }, (_, index) => ({
    id: `cam${index}`,
    name: `round ${round}`,
    device: index,
    port: 8081 + index,
    controls: Object.fromEntries(
      Array.from({ length: 50 }, (_unused, control) => [`control_${control}`, round]),
    ),
  }));
  await writeConfigFile(folder, { ...defaultConfig(), cameras });
  if (round === 2) process.stdout.write('writing\n');
}
