// Bifrost's engine with a few lines of fasthttp around it: its best case, without its own HTTP server, accounts, logging
// and database. It reads OpenAI's requests and writes OpenAI's answers. `bifrost-engine UPSTREAM PORT`
package main

import (
	"bufio"
	"context"
	"os"

	"github.com/bytedance/sonic"
	bifrost "github.com/maximhq/bifrost/core"
	"github.com/maximhq/bifrost/core/providers/openai"
	"github.com/maximhq/bifrost/core/schemas"
	"github.com/valyala/fasthttp"
)

// account has one provider, with one key for all its models.
type account struct{ upstreamURL string }

func (a account) GetConfiguredProviders() ([]schemas.ModelProvider, error) {
	return []schemas.ModelProvider{schemas.OpenAI}, nil
}

func (a account) GetKeysForProvider(context.Context, schemas.ModelProvider) ([]schemas.Key, error) {
	return []schemas.Key{{ID: "bench", Name: "bench", Value: schemas.EnvVar{Val: "key"}, Weight: 1}}, nil
}

func (a account) GetConfigForProvider(schemas.ModelProvider) (*schemas.ProviderConfig, error) {
	return &schemas.ProviderConfig{
		NetworkConfig:            schemas.NetworkConfig{BaseURL: a.upstreamURL, DefaultRequestTimeoutInSeconds: 600},
		ConcurrencyAndBufferSize: schemas.ConcurrencyAndBufferSize{Concurrency: 1000, BufferSize: 2000},
	}, nil
}

func main() {
	upstreamURL, port := os.Args[1], os.Args[2]
	client, err := bifrost.Init(context.Background(), schemas.BifrostConfig{
		Account:         account{upstreamURL},
		Logger:          bifrost.NewDefaultLogger(schemas.LogLevelError),
		InitialPoolSize: 1000,
	})
	if err != nil {
		panic(err)
	}
	panic(fasthttp.ListenAndServe("127.0.0.1:"+port, func(request *fasthttp.RequestCtx) { serve(client, request) }))
}

func serve(client *bifrost.Bifrost, request *fasthttp.RequestCtx) {
	var asked openai.OpenAIChatRequest
	if err := sonic.Unmarshal(request.PostBody(), &asked); err != nil {
		request.Error(err.Error(), fasthttp.StatusBadRequest)
		return
	}
	ctx := schemas.NewBifrostContext(context.Background(), schemas.NoDeadline)
	chat := asked.ToBifrostChatRequest(ctx)
	if asked.IsStreamingRequested() {
		stream(client, request, ctx, chat)
		return
	}
	answer, failure := client.ChatCompletionRequest(ctx, chat)
	if failure != nil {
		fail(request, failure)
		return
	}
	request.SetContentType("application/json")
	write(request, answer)
}

// stream writes each chunk as it comes.
func stream(client *bifrost.Bifrost, request *fasthttp.RequestCtx, ctx *schemas.BifrostContext, chat *schemas.BifrostChatRequest) {
	chunks, failure := client.ChatCompletionStreamRequest(ctx, chat)
	if failure != nil {
		fail(request, failure)
		return
	}
	request.SetContentType("text/event-stream")
	request.SetBodyStreamWriter(func(out *bufio.Writer) {
		for chunk := range chunks {
			text, err := sonic.Marshal(chunk)
			if err != nil {
				return
			}
			_, _ = out.WriteString("data: ")
			_, _ = out.Write(text)
			_, _ = out.WriteString("\n\n")
			if out.Flush() != nil {
				return
			}
		}
		_, _ = out.WriteString("data: [DONE]\n\n")
	})
}

func fail(request *fasthttp.RequestCtx, failure *schemas.BifrostError) {
	request.SetStatusCode(fasthttp.StatusBadGateway)
	write(request, failure)
}

func write(request *fasthttp.RequestCtx, value any) {
	text, err := sonic.Marshal(value)
	if err != nil {
		request.Error(err.Error(), fasthttp.StatusInternalServerError)
		return
	}
	request.SetBody(text)
}
