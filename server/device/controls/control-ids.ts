/** Ids of V4L2 controls (linux/v4l2-controls.h). They are the same on every kernel; uvcvideo's names are not. */
export const controlIds = {
  brightness: 0x00980900,
  hue: 0x00980903,
  whiteBalanceAuto: 0x0098090c,
  redBalance: 0x0098090e,
  blueBalance: 0x0098090f,
  gainAuto: 0x00980912,
  gain: 0x00980913,
  hueAuto: 0x00980919,
  whiteBalanceTemperature: 0x0098091a,
  brightnessAuto: 0x00980920,
  exposureAuto: 0x009a0901,
  exposureTime: 0x009a0902,
  exposureDynamicFramerate: 0x009a0903,
  focusAbsolute: 0x009a090a,
  focusAuto: 0x009a090c,
  autoFocusStart: 0x009a091c,
} as const;

/** Old and new names of the controls that were renamed: a configuration may say either on either kernel. */
export const renamedControls: Readonly<Record<string, number>> = {
  exposure_auto: controlIds.exposureAuto,
  auto_exposure: controlIds.exposureAuto,
  exposure_absolute: controlIds.exposureTime,
  exposure_time_absolute: controlIds.exposureTime,
  exposure_auto_priority: controlIds.exposureDynamicFramerate,
  exposure_dynamic_framerate: controlIds.exposureDynamicFramerate,
  white_balance_temperature_auto: controlIds.whiteBalanceAuto,
  white_balance_automatic: controlIds.whiteBalanceAuto,
  focus_auto: controlIds.focusAuto,
  focus_automatic_continuous: controlIds.focusAuto,
  hue_auto: controlIds.hueAuto,
  hue_automatic: controlIds.hueAuto,
};

/** Each automatic, and the controls that it takes over while it is on. */
export const automatics: readonly { id: number; governs: readonly number[] }[] = [
  { id: controlIds.exposureAuto, governs: [controlIds.exposureTime] },
  {
    id: controlIds.whiteBalanceAuto,
    governs: [controlIds.whiteBalanceTemperature, controlIds.redBalance, controlIds.blueBalance],
  },
  { id: controlIds.focusAuto, governs: [controlIds.focusAbsolute, controlIds.autoFocusStart] },
  { id: controlIds.gainAuto, governs: [controlIds.gain] },
  { id: controlIds.hueAuto, governs: [controlIds.hue] },
  { id: controlIds.brightnessAuto, governs: [controlIds.brightness] },
];
