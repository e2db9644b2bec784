import { contentPath } from '../../api/content.ts'
import type { TaskFile } from '../../api/tasks.ts'

type FileProps = { file: Pick<TaskFile, 'url' | 'content_type'>; name: string; className?: string }

/** Shows an image or plays a video or audio file. */
export const FileView = ({ file, name, className }: FileProps) => {
  const path = contentPath(file.url)
  const [kind] = file.content_type.split('/')
  switch (kind) {
    case 'image':
      return <img src={path} alt={name} loading="lazy" className={className} />
    case 'audio':
      return <audio controls preload="none" src={path} aria-label={name} className="w-full" />
    default:
      return (
        <video controls playsInline preload="metadata" src={path} aria-label={name} className={className} />
      )
  }
}
