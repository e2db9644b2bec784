import type { MediaKind } from '@gptget/contracts'
import { fileTypeFromBuffer } from 'file-type'

/** The number of first bytes that identify a format. */
export const SNIFFED_BYTES = 4_100

/** The supported formats by kind, with their suffixes. An input may be any of them. */
const FORMATS: Record<Exclude<MediaKind, 'input'>, Record<string, string>> = {
  image: {
    'image/png': 'png',
    'image/jpeg': 'jpg',
    'image/webp': 'webp',
    'image/gif': 'gif',
    'image/avif': 'avif',
    'image/svg+xml': 'svg',
  },
  video: { 'video/mp4': 'mp4', 'video/webm': 'webm', 'video/quicktime': 'mov' },
  audio: {
    'audio/mpeg': 'mp3',
    'audio/wav': 'wav',
    'audio/ogg': 'ogg',
    'audio/flac': 'flac',
    'audio/aac': 'aac',
    'audio/mp4': 'm4a',
    'audio/webm': 'weba',
    'audio/pcm': 'pcm',
  },
}
const ALL: Record<string, string> = { ...FORMATS.image, ...FORMATS.video, ...FORMATS.audio }

export const extensionOf = (contentType: string): string => ALL[contentType] ?? 'bin'

/** Other names of the same format. */
const SAME: Record<string, string> = {
  'audio/x-wav': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'audio/x-m4a': 'audio/mp4',
  'audio/ogg; codecs=opus': 'audio/ogg',
  'audio/opus': 'audio/ogg',
  'video/ogg': 'audio/ogg',
  'image/apng': 'image/png',
  'video/x-m4v': 'video/mp4',
}

/** Raw samples have no recognizable header: the declared type is used. */
const RAW_AUDIO = /^audio\/(pcm|l16|x-l16)\b/i

/**
 * The type of a file by its first bytes; null if this kind does not allow it.
 * @param declaredType the type its maker declared: used only for raw samples, and to tell uses of a container apart
 */
export const sniffFormat = async (
  kind: MediaKind,
  start: Uint8Array,
  declaredType: string | null,
): Promise<string | null> => {
  const found = (await fileTypeFromBuffer(start))?.mime
  const named = found === undefined ? undefined : (SAME[found] ?? found)
  const allowed = kind === 'input' ? ALL : FORMATS[kind]
  const asMeant = named === undefined ? undefined : sameContainerAs(kind, named, declaredType)
  if (asMeant !== undefined && Object.hasOwn(allowed, asMeant)) return asMeant
  if (Object.hasOwn(allowed, 'image/svg+xml') && isSvg(start)) return 'image/svg+xml'
  const mayBeRaw = named === undefined && Object.hasOwn(allowed, 'audio/pcm')
  return mayBeRaw && RAW_AUDIO.test(declaredType ?? '') ? 'audio/pcm' : null
}

/** An MP4 or WebM with only audio starts like one with video. */
const sameContainerAs = (kind: MediaKind, named: string, declaredType: string | null): string => {
  const isSound = kind === 'audio' || (kind === 'input' && (declaredType ?? '').startsWith('audio/'))
  if (!isSound) return named
  if (named === 'video/mp4') return 'audio/mp4'
  return named === 'video/webm' ? 'audio/webm' : named
}

const SVG_START =
  /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i

const isSvg = (start: Uint8Array): boolean => SVG_START.test(new TextDecoder().decode(start))
