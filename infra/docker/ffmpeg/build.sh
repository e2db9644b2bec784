#!/bin/sh
# Builds an ffmpeg that converts sound and nothing else, from the source that Debian has of it: one static program of
# 4 MB, where a whole ffmpeg takes 80. It reads the formats that uploads may have and writes those of /v1/audio/speech
# (packages/audio). Writes `ffmpeg` and `components.json`, what it is made of, to the folder $1. Needs Debian 12
# or 13, and root: LAME 4 of Debian testing cannot be linked, because its libmpg123 has no static library.
set -eu
target="$1"
lists=/etc/apt/sources.list.d
# Debian's source packages come from where its packages come from.
if [ -f "$lists/debian.sources" ]; then
  sed -i 's/^Types: deb$/Types: deb deb-src/' "$lists/debian.sources"
else
  sed -n 's/^deb /deb-src /p' /etc/apt/sources.list > "$lists/sources.list"
fi
apt-get update --quiet
apt-get install --quiet --yes --no-install-recommends gcc libc6-dev make nasm pkg-config xz-utils \
  libmp3lame-dev libopus-dev

mkdir -p /build "$target"
cd /build
# Debian's releases get fixes as new versions of ffmpeg, so this needs none of its patches.
apt-get source --quiet --download-only --tar-only ffmpeg
version="$(ls ffmpeg_*.orig.tar.xz | sed 's/^ffmpeg_//; s/\.orig\.tar\.xz$//')"
mkdir source
tar --extract --file "ffmpeg_$version.orig.tar.xz" --strip-components 1 --directory source
cd source
pcm=pcm_s8,pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le
./configure --disable-everything --disable-autodetect --disable-network --disable-doc --disable-debug \
  --disable-avdevice --disable-swscale --disable-ffplay --disable-ffprobe --enable-small \
  --extra-ldflags=-static --pkg-config-flags=--static --enable-libmp3lame --enable-libopus \
  --enable-protocol=file,pipe \
  --enable-demuxer=aac,flac,mov,mp3,matroska,ogg,wav,pcm_s16le \
  --enable-muxer=mp3,ogg,adts,flac,wav,pcm_s16le \
  --enable-decoder=aac,aac_latm,mp3,mp3float,mp2,flac,opus,vorbis,alac,ac3,eac3,amrnb,amrwb \
  --enable-decoder="$pcm",pcm_mulaw,pcm_alaw,adpcm_ms,adpcm_ima_wav \
  --enable-encoder=aac,flac,libmp3lame,libopus,pcm_s16le \
  --enable-parser=aac,aac_latm,ac3,flac,mpegaudio,opus,vorbis \
  --enable-filter=aformat,anull,aresample,atempo,atrim
make --quiet -j"$(nproc)" ffmpeg
cp ffmpeg "$target/ffmpeg"

component() { # name version purl license
  printf '{"type":"library","name":"%s","version":"%s","bom-ref":"%s@%s",' "$1" "$2" "$1" "$2"
  encoded="$(printf '%s' "$2" | sed 's/+/%2B/g; s/:/%3A/g')"
  printf '"purl":"%s@%s","licenses":[{"license":{"id":"%s"}}]}' "$3" "$encoded" "$4"
}
debian() { # source package, binary package, license
  component "$1" "$(dpkg-query --show --showformat '${source:Version}' "$2")" "pkg:deb/debian/$1" "$3"
}
{
  printf '[' && component ffmpeg "$version" pkg:generic/ffmpeg LGPL-2.1-or-later
  printf ',' && debian lame libmp3lame-dev LGPL-2.0-or-later
  printf ',' && debian opus libopus-dev BSD-3-Clause
  printf ',' && debian glibc libc6-dev LGPL-2.1-or-later
  printf ']\n'
} > "$target/components.json"
