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
  const sharp = await (loading ??= loadSharp())
  const image = sharp(pixels, { raw: { width, height, channels: 3 } })
  const size = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
  if (scale !== 1) image.resize({ ...size, fit: 'fill', kernel: 'lanczos3' })
  const encoded =
    format === 'jpeg' ? image.jpeg({ quality }) : image.png({ compressionLevel: 1, adaptiveFiltering: false })
  return { bytes: await encoded.toBuffer(), ...size }
}

/** Red, green and blue of a part of the frame. */
const cutOut = (frame: Buffer, screenWidth: number, { x, y, width, height }: Rectangle): Buffer => {
  const pixels = Buffer.allocUnsafe(width * height * 3)
  let to = 0
  for (let row = y; row < y + height; row += 1) {
    let from = (row * screenWidth + x) * BYTES_PER_PIXEL
    for (let column = 0; column < width; column += 1) {
      pixels[to] = frame[from]!
      pixels[to + 1] = frame[from + 1]!
      pixels[to + 2] = frame[from + 2]!
      to += 3
      from += BYTES_PER_PIXEL
    }
  }
  return pixels
}
