import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Images } from 'lucide-react'
import { useEffect } from 'react'
import { MEDIA_KINDS, mediaQuery, type MediaKind } from '../../api/kept-media.ts'
import { isUnderWay, tasksQuery } from '../../api/tasks.ts'
import { m } from '../../messages/index.ts'
import { buttonClass } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { MediaCard } from './media-card.tsx'
import { OpenTasks } from './open-tasks.tsx'

export type MediaSearch = { kind?: MediaKind }

/** Stored media and running tasks. */
export const MediaPage = () => {
  const { kind } = useSearch({ from: '/signed-in/media' })
  const navigate = useNavigate({ from: '/media' })
  return (
    <Page
      title={m.media.title}
      text={m.media.text}
      width="wide"
      actions={
        <SelectField
          label={m.media.kind}
          isLabelHidden
          value={kind ?? ''}
          options={[
            ['', m.media.kinds.all],
            ...MEDIA_KINDS.map((each): [string, string] => [each, m.media.kinds[each]]),
          ]}
          onChange={({ target }) =>
            void navigate({
              search: target.value === '' ? {} : { kind: target.value as MediaKind },
              replace: true,
            })
          }
        />
      }
    >
      <OpenTasks />
      <Gallery kind={kind} />
    </Page>
  )
}

const Gallery = ({ kind }: { kind: MediaKind | undefined }) => {
  const list = useInfiniteQuery(mediaQuery(kind))
  const { data, error, refetch } = list
  useFilesOfEndedTasks()
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={4} />
  const files = data.pages.flatMap((page) => page.data)
  if (files.length === 0)
    return (
      <Empty icon={<Images size={22} aria-hidden />} title={m.media.emptyTitle} text={m.media.emptyText}>
        <Link to="/playground/images" className={buttonClass('primary')}>
          {m.media.makeOne}
        </Link>
      </Empty>
    )
  return (
    <>
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {files.map((file) => (
          <MediaCard key={file.id} file={file} />
        ))}
      </ul>
      <MoreButton list={list} />
    </>
  )
}

/** Reloads the gallery when a task has ended. */
const useFilesOfEndedTasks = (): void => {
  const client = useQueryClient()
  const { data = [] } = useQuery(tasksQuery)
  const ended = data.filter((task) => !isUnderWay(task)).length
  useEffect(() => {
    if (ended > 0) void client.invalidateQueries({ queryKey: ['media'] })
  }, [client, ended])
}
