/** The name that people see on every page, screen and error. */
export const productName = 'rpicam-kiosk';
