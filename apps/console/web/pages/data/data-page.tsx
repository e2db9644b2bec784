import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { EXPORT_PATH, RETENTION_KINDS, retentionQuery } from '../../api/retention.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { SettingsFrame } from '../settings/settings-frame.tsx'
import { RetentionForm } from './retention-form.tsx'

/** Retention and export. */
export const DataPage = () => {
  const mayManage = useMay('manage-members')
  return (
    <SettingsFrame>
      <RetentionSection mayManage={mayManage} />
      {mayManage && <ExportSection />}
    </SettingsFrame>
  )
}

const RetentionSection = ({ mayManage }: { mayManage: boolean }) => {
  const { data, error, refetch } = useQuery(retentionQuery)
  return (
    <section>
      <h2 className="text-lg font-semibold">{m.data.retention}</h2>
      <p className="mb-4 text-soft">{mayManage ? m.data.retentionText : m.data.mayNot}</p>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows rows={RETENTION_KINDS.length} />}
      {data !== undefined && (
        <div className="flex flex-col gap-6">
          {RETENTION_KINDS.map((kind) => (
            <RetentionForm key={kind} kind={kind} retention={data[kind]} mayManage={mayManage} />
          ))}
        </div>
      )}
    </section>
  )
}

const ExportSection = () => (
  <section>
    <h2 className="text-lg font-semibold">{m.data.export}</h2>
    <p className="mb-4 text-soft">{m.data.exportText}</p>
    <a href={EXPORT_PATH} download className={buttonClass()}>
      <Download size={16} aria-hidden />
      {m.data.download}
    </a>
  </section>
)
