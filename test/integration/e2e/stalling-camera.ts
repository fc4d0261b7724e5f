import { HttpCamera } from '../../fixtures/http-camera.ts';
import { jpeg } from '../../fixtures/images.ts';

/** A network camera whose pictures change, and that can fall silent without closing its connection. */
export class StallingCamera implements AsyncDisposable {
  isSilent = false;
  readonly #camera: HttpCamera;

  private constructor(camera: HttpCamera) {
    this.#camera = camera;
  }

  static async start(): Promise<StallingCamera> {
    const images = Array.from({ length: 10 }, (_, frame) => jpeg('320x180', frame));
    const stalling: { camera?: StallingCamera } = {};
    const camera = await HttpCamera.start({
      images,
      answer: ({ url }, response) => {
        if (url !== '/live') return false;
        response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' });
        let sent = 0;
        const timer = setInterval(() => {
          const image = images[sent++ % images.length];
          if (!image || stalling.camera?.isSilent) return;
          response.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${image.length}\r\n\r\n`);
          response.write(image);
          response.write('\r\n');
        }, 100);
        response.on('close', () => clearInterval(timer));
        return true;
      },
    });
    return (stalling.camera = new StallingCamera(camera));
  }

  get url(): string {
    return this.#camera.url('/live');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#camera[Symbol.asyncDispose]();
  }
}
