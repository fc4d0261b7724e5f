/** Outlines on a 24 by 24 field, drawn with a line 1.8 wide. */
export const icons = {
  back: 'M15 5l-7 7 7 7',
  grid: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  previous: 'M18 5l-8 7 8 7zM6 5v14',
  next: 'M6 5l8 7-8 7zM18 5v14',
  snapshot: 'M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z',
  fit: 'M3 5h18v14H3zM8 9h8v6H8z',
  crop: 'M7 2v15h15M2 7h15v15',
  rotate: 'M19 8a8 8 0 1 0 1 6M20 3v5h-5',
  share: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2',
  identify: 'M12 2v3M12 19v3M2 12h3M19 12h3M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
  details: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v6M12 7.5v.5',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  status: 'M3 13h4l3-8 4 14 3-6h4',
  api: 'M8 6l-5 6 5 6M16 6l5 6-5 6',
  fullscreen: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  leaveFullscreen: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
  dim: 'M20 14A8.5 8.5 0 0 1 10 4a8.5 8.5 0 1 0 10 10z',
  close: 'M5 5l14 14M19 5L5 19',
  show: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
  hide: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM4 3l16 18',
  handle: 'M5 8h14M5 12h14M5 16h14',
} as const;

export type IconName = keyof typeof icons;
