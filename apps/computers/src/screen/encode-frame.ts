import { BYTES_PER_PIXEL, type Rectangle } from './rfb.ts'

export type Picture = { format: 'png' | 'jpeg'; quality: number; region: Rectangle | null; scale: number }

/** Sharp is native code that takes a while to load, so it is loaded with the first screenshot. */
const loadSharp = async () => {
  const { default: sharp } = await import('sharp')
  // Each screenshot has one thread: several computers share the processors.
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}
let loading: ReturnType<typeof loadSharp> | undefined

/** A frame, or a part of it, as an image. The frame may change as soon as this returns. */
export const encodeFrame = async (
  frame: Buffer,
  screen: { width: number; height: number },
  { format, quality, region, scale }: Picture,
): Promise<{ bytes: Buffer; width: number; height: number }> => {
  const { x, y, width, height } = region ?? { x: 0, y: 0, width: screen.width, height: screen.height }
  const pixels = cutOut(frame, screen.width, { x, y, width, height })
  // Scaling weighs each color by the fourth byte.
  if (scale !== 1) makeOpaque(pixels)
  const sharp = await (loading ??= loadSharp())
  const image = sharp(pixels, { raw: { width, height, channels: BYTES_PER_PIXEL } }).removeAlpha()
  const size = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
  if (scale !== 1) image.resize({ ...size, fit: 'fill', kernel: 'lanczos3' })
  const encoded =
    format === 'jpeg' ? image.jpeg({ quality }) : image.png({ compressionLevel: 1, adaptiveFiltering: false })
  return { bytes: await encoded.toBuffer(), ...size }
}

/** A copy of a part of the frame. */
const cutOut = (frame: Buffer, screenWidth: number, { x, y, width, height }: Rectangle): Buffer => {
  const rowBytes = width * BYTES_PER_PIXEL
  const pixels = Buffer.allocUnsafe(height * rowBytes)
  for (let row = 0; row < height; row += 1) {
    const from = ((y + row) * screenWidth + x) * BYTES_PER_PIXEL
    frame.copy(pixels, row * rowBytes, from, from + rowBytes)
  }
  return pixels
}

const makeOpaque = (pixels: Buffer): void => {
  for (let at = BYTES_PER_PIXEL - 1; at < pixels.length; at += BYTES_PER_PIXEL) pixels[at] = 0xff
}
