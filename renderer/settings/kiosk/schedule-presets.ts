import { weekdays, type ScreenTimes } from '../../../server/contract/kiosk/kiosk.ts';

const workdays = weekdays.slice(0, 5);
const weekend = weekdays.slice(5);

/** Times that many people want, to begin with. */
export const schedulePresets: readonly { label: string; times: ScreenTimes[] }[] = [
  { label: 'Every day 7–22', times: [{ days: [...weekdays], on: '07:00', off: '22:00' }] },
  {
    label: 'Later at weekends',
    times: [
      { days: workdays, on: '06:30', off: '22:00' },
      { days: weekend, on: '08:30', off: '23:30' },
    ],
  },
  { label: 'Office hours', times: [{ days: workdays, on: '08:00', off: '18:00' }] },
];
