import type { Picture } from './chat-state.ts'

const asDataUrl = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(reader.error ?? new Error(file.name)))
    reader.readAsDataURL(file)
  })

/** Chosen files as what a request can hold. */
export const readPictures = (files: FileList | null): Promise<Picture[]> =>
  Promise.all([...(files ?? [])].map(async (file) => ({ name: file.name, url: await asDataUrl(file) })))
