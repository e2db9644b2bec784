import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, File as FileIcon, Folder, FolderUp, Trash2, Upload } from 'lucide-react'
import { useState } from 'react'
import { fileUrl, filesQuery, removeFile, uploadFile, type Entry } from '../../api/computer-files.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { ConfirmModal } from '../../ui/confirm-modal.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'

/** Browses the computer's files, starting at the home folder. */
export const FilesPanel = ({ computerId }: { computerId: string }) => {
  const mayUse = useMay('use')
  const [path, setPath] = useState('.')
  const { data, error, refetch } = useQuery(filesQuery(computerId, path))
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-2 border-b border-line p-2">
        <Button
          look="quiet"
          size="icon"
          aria-label={m.computers.folderAbove}
          disabled={data === undefined || data.path === '/'}
          onClick={() => setPath(parentOf(data?.path ?? '/'))}
        >
          <FolderUp size={17} aria-hidden />
        </Button>
        <code className="min-w-0 flex-1 truncate text-sm text-soft">{data?.path ?? path}</code>
        {mayUse && data && <UploadButton computerId={computerId} folder={data.path} path={path} />}
      </div>
      <div className="min-h-40 flex-1 overflow-y-auto p-2">
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {data === undefined && !error && <LoadingRows rows={4} />}
        {data?.data.length === 0 && <p className="p-4 text-center text-soft">{m.computers.folderEmpty}</p>}
        <ul>
          {data?.data.map((entry) => (
            <Row
              key={entry.path}
              computerId={computerId}
              entry={entry}
              folder={path}
              onOpen={() => setPath(entry.path)}
            />
          ))}
        </ul>
        {data?.has_more && <p className="p-2 text-sm text-faint">{m.computers.folderHasMore}</p>}
      </div>
    </div>
  )
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

type RowProps = { computerId: string; entry: Entry; folder: string; onOpen: () => void }

const Row = ({ computerId, entry, folder, onOpen }: RowProps) => {
  const mayUse = useMay('use')
  const isFolder = entry.type === 'folder'
  const Icon = isFolder ? Folder : FileIcon
  return (
    <li className="flex items-center gap-2 rounded-md px-2 py-0.5 hover:bg-raised">
      <Icon size={16} aria-hidden className={isFolder ? 'text-accent' : 'text-faint'} />
      {isFolder ? (
        <button
          type="button"
          className="min-w-0 flex-1 truncate py-1.5 text-left hover:underline"
          onClick={onOpen}
        >
          {entry.name}
        </button>
      ) : (
        <>
          <span className="min-w-0 flex-1 truncate py-1.5">{entry.name}</span>
          <span className="nums text-xs text-faint">{formatBytes(entry.size)}</span>
          <a
            href={fileUrl(computerId, entry.path)}
            download={entry.name}
            aria-label={m.media.download(entry.name)}
            className={buttonClass('quiet', 'icon')}
          >
            <Download size={15} aria-hidden />
          </a>
        </>
      )}
      {mayUse && <Remove computerId={computerId} entry={entry} folder={folder} />}
    </li>
  )
}

const Remove = ({ computerId, entry, folder }: Omit<RowProps, 'onOpen'>) => {
  const client = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="quiet" size="icon" aria-label={m.media.remove(entry.name)} onClick={() => setOpen(true)}>
        <Trash2 size={15} aria-hidden />
      </Button>
      <ConfirmModal
        title={m.computers.removeTitle(entry.name)}
        text={m.computers.removeFileText}
        action={m.computers.remove}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onConfirm={async () => {
          await removeFile(computerId, entry.path)
          await client.invalidateQueries({ queryKey: filesQuery(computerId, folder).queryKey })
        }}
      />
    </>
  )
}

const UploadButton = ({ computerId, folder, path }: { computerId: string; folder: string; path: string }) => {
  const client = useQueryClient()
  const upload = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) await uploadFile(computerId, `${folder}/${file.name}`, file)
    },
    onError: ({ message }) => say(m.common.somethingFailed, message),
    onSettled: () => client.invalidateQueries({ queryKey: filesQuery(computerId, path).queryKey }),
  })
  return (
    <label className={`${buttonClass('plain', 'sm')} focus-within:outline-2 focus-within:outline-accent`}>
      <Upload size={15} aria-hidden />
      {upload.isPending ? m.create.busy : m.computers.upload}
      <input
        type="file"
        multiple
        disabled={upload.isPending}
        className="sr-only"
        onChange={({ target }) => {
          upload.mutate([...(target.files ?? [])])
          target.value = ''
        }}
      />
    </label>
  )
}
