import type { Operation } from '../operation/operation.ts';
import { guestOperations } from './access/guest-routes.ts';
import { linkOperations, type LinkParts } from './access/link-routes.ts';
import { sessionOperations, type SessionParts } from './access/session-routes.ts';
import { tokenOperations, type TokenParts } from './access/token-routes.ts';
import { backupOperations, type BackupParts } from './backup-routes.ts';
import { cameraDeviceOperations, type CameraDeviceParts } from './camera/camera-device-routes.ts';
import { cameraListOperations, type CameraRouteParts } from './camera/camera-routes.ts';
import { controlOperations } from './camera/control-routes.ts';
import { singleCameraOperations } from './camera/single-camera-routes.ts';
import { deviceOperations, type DeviceParts } from './device/device-routes.ts';
import { deviceTrialOperations, type DeviceTrialParts } from './device/device-trial-routes.ts';
import { eventLogOperations, type EventLogRouteParts } from './event/event-log-routes.ts';
import { webhookOperations, type WebhookRouteParts } from './event/webhook-routes.ts';
import { hookOperations, type HookRouteParts } from './hook-routes.ts';
import { kioskOperations, type KioskParts } from './kiosk-routes.ts';
import { nginxOperations, type NginxParts } from './nginx-routes.ts';
import { openApiOperations, type OpenApiParts } from './openapi-routes.ts';
import { pageOperations, type PageParts } from './pages.ts';
import { liveOperations, type LiveParts } from './picture/live-routes.ts';
import { mp4Operations, type Mp4Parts } from './picture/mp4-routes.ts';
import { PictureAnswers } from './picture/picture-answers.ts';
import { streamOperations, type StreamParts } from './picture/stream-routes.ts';
import { cameraRecordingOperations, type CameraRecordingParts } from './recording/camera-recording-routes.ts';
import { recordedPictureOperations, type RecordedPictureParts } from './recording/recorded-picture-routes.ts';
import { exportOperations, type ExportParts } from './recording/export-routes.ts';
import { recordingFileOperations, type RecordingFileParts } from './recording/recording-file-routes.ts';
import { recordingFrameOperations } from './recording/recording-frame-routes.ts';
import { recordingListOperations } from './recording/recording-list-routes.ts';
import { recordingOperations } from './recording/recording-routes.ts';
import { storageOperations, type StorageParts } from './recording/storage-routes.ts';
import { uploadOperations, type UploadRouteParts } from './recording/upload-routes.ts';
import { settingsOperations } from './settings-routes.ts';
import { cameraSwitchOperations, type CameraSwitchParts } from './single/camera-switch-routes.ts';
import { defaultPictureOperations, type DefaultPictureParts } from './single/default-picture-routes.ts';
import { recordOperations, type RecordParts } from './single/record-routes.ts';
import { eventOperations, type EventParts } from './status/event-routes.ts';
import { healthOperations, type HealthParts } from './status/health-routes.ts';
import { historyOperations, type HistoryParts } from './status/history-routes.ts';
import { metricsOperations, type MetricsParts } from './status/metrics-routes.ts';
import { serverOperations, type ServerParts } from './status/server-routes.ts';
import { wallOperations, type WallParts } from './wall-routes.ts';

/** The parts of the server that the operations need. */
export type OperationParts = BackupParts &
  CameraDeviceParts &
  CameraRecordingParts &
  CameraRouteParts &
  CameraSwitchParts &
  DefaultPictureParts &
  DeviceParts &
  DeviceTrialParts &
  EventLogRouteParts &
  EventParts &
  ExportParts &
  HealthParts &
  HistoryParts &
  HookRouteParts &
  KioskParts &
  LinkParts &
  LiveParts &
  MetricsParts &
  Mp4Parts &
  NginxParts &
  OpenApiParts &
  PageParts &
  RecordParts &
  RecordedPictureParts &
  RecordingFileParts &
  ServerParts &
  SessionParts &
  StorageParts &
  StreamParts &
  TokenParts &
  UploadRouteParts &
  WebhookRouteParts &
  WallParts;

/**
 * Everything this server does over HTTP, in the order in which the API page shows it. "The parent API" in comments means
 * the endpoints that rpicamserver, the program before this one, has published: /, /settings, /api-docs, /api/cameras,
 * /api/devices, /cam/{id}/…, /health and /metrics. Their clients go on working here, so paths, fields and errors of
 * those stay as they are there.
 */
export function allOperations(parts: OperationParts): readonly Operation[] {
  const pictures = new PictureAnswers(parts);
  const all: readonly Operation[] = [
    ...streamOperations(parts, pictures),
    ...mp4Operations(parts),
    ...defaultPictureOperations(parts, pictures),
    ...liveOperations(parts),

    ...recordingListOperations(parts),
    // Before those of one recording: its path could be read as theirs.
    ...recordedPictureOperations(parts),
    ...recordingOperations(parts),
    ...recordingFileOperations(parts),
    ...recordingFrameOperations(parts),
    ...exportOperations(parts),
    ...cameraRecordingOperations(parts),
    ...storageOperations(parts),
    ...uploadOperations(parts),

    ...eventLogOperations(parts),
    ...webhookOperations(parts),

    ...singleCameraOperations(parts),
    ...cameraDeviceOperations(parts),
    ...controlOperations(parts),
    ...cameraSwitchOperations(parts),
    ...hookOperations(parts),
    ...recordOperations(parts),

    ...wallOperations(parts),
    ...kioskOperations(parts),

    ...cameraListOperations(parts),
    ...settingsOperations(parts),
    ...deviceOperations(parts),
    ...deviceTrialOperations(parts),
    ...backupOperations(parts),
    ...serverOperations(parts),
    ...nginxOperations(parts),

    ...healthOperations(parts),
    ...metricsOperations(parts),
    ...historyOperations(parts),
    ...eventOperations(parts),
    ...openApiOperations(parts, () => all),

    ...sessionOperations(parts),
    ...tokenOperations(parts),
    ...linkOperations(parts),
    ...guestOperations(parts),

    ...pageOperations(parts),
  ];
  return all;
}
