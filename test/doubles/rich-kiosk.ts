import type { KioskReport } from '../../server/contract/kiosk/kiosk.ts';
import { ScriptedKiosk } from './scripted-kiosk.ts';

/** A screen with everything that a screen can have: a second display, a backlight, a television. */
export class RichKiosk extends ScriptedKiosk {
  override report(): KioskReport {
    const report = super.report();
    const { settings } = report;
    return {
      ...report,
      screen: { ...report.screen, brightness: settings.brightness ?? 80, cec_available: true },
      displays: [...report.displays, { name: 'DSI-1', primary: false, width: 800, height: 480, page: null }],
      restart_needed: settings.software_rendering ? ['software_rendering'] : [],
    };
  }
}
