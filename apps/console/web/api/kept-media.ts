import { infiniteQueryOptions } from '@tanstack/react-query'
import { ask, getJson } from './client.ts'

export const MEDIA_KINDS = ['image', 'video', 'audio'] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]

/** A stored file, as in `/v1/media`. */
export type MediaFile = {
  id: string
  media_id: string
  index: number
  kind: MediaKind
  content_type: string
  bytes: number
  width: number | null
  height: number | null
  duration_ms: number | null
  url: string
  created_at: number
  expires_at: number
}

type MediaPage = { data: MediaFile[]; last_id: string | null; has_more: boolean }

const PAGE = 24

/** The stored media, the newest first. */
export const mediaQuery = (kind: MediaKind | undefined) =>
  infiniteQueryOptions({
    queryKey: ['media', kind ?? 'all'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: String(PAGE) })
      if (kind !== undefined) search.set('kind', kind)
      if (pageParam !== null) search.set('after', pageParam)
      return getJson<MediaPage>(`/console/v1/media?${search}`, signal)
    },
    getNextPageParam: ({ has_more, last_id }) => (has_more ? last_id : null),
  })

const COLLECTIONS: Record<MediaKind, string> = { image: 'images', video: 'videos', audio: 'audio' }

export const deleteFile = ({ kind, media_id, index }: MediaFile): Promise<unknown> =>
  ask(`/console/v1/${COLLECTIONS[kind]}/${media_id}/content?index=${index}`, { method: 'DELETE' })
