import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Boxes } from 'lucide-react'
import { modelsQuery, type Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { ImageForm } from './image-form.tsx'
import { SpeechForm } from './speech-form.tsx'
import { TranscriptionForm } from './transcription-form.tsx'
import { VideoForm } from './video-form.tsx'

type Kind = 'image' | 'speech' | 'transcription' | 'video'

const FORMS = { image: ImageForm, speech: SpeechForm, transcription: TranscriptionForm, video: VideoForm }
const makes: Record<Kind, (model: Model) => boolean> = {
  image: ({ output }) => output.includes('image'),
  speech: ({ output }) => output.includes('speech') || (output.length === 1 && output[0] === 'audio'),
  transcription: ({ output }) => output.includes('transcription'),
  video: ({ output }) => output.includes('video'),
}

/** The pages for images, speech, transcription and video. */
const CreatePage = ({ kind }: { kind: Kind }) => {
  const { data, error, refetch } = useQuery(modelsQuery)
  const models = data?.filter((model) => model.available && makes[kind](model))
  const Form = FORMS[kind]
  return (
    <Page title={m.create[kind]}>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {models === undefined && !error && <LoadingRows />}
      {models?.length === 0 && <NoModel />}
      {models !== undefined && models.length > 0 && <Form models={models} />}
    </Page>
  )
}

const NoModel = () => (
  <Empty icon={<Boxes size={22} aria-hidden />} title={m.create.noModelTitle} text={m.create.noModel}>
    <Link to="/models" className={buttonClass()}>
      {m.nav.models}
    </Link>
  </Empty>
)

export const ImagesPage = () => <CreatePage kind="image" />
export const SpeechPage = () => <CreatePage kind="speech" />
export const TranscriptionPage = () => <CreatePage kind="transcription" />
export const VideoPage = () => <CreatePage kind="video" />
