#include "core/cluster/objectcalls.h"

#include "core/base/async.h"
#include "core/cluster/apipaths.h"
#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;

namespace cauce::cluster::objectcalls {

namespace {

//! \p asked, read as an object once it is there.
QFuture<Result<object::Manifest>> asObject(QFuture<Result<ApiAnswer>> asked, ApiClient* client,
                                           const Target& target)
{
    auto promise = std::make_shared<QPromise<Result<object::Manifest>>>();
    promise->start();
    onResult(asked, client, [promise, target](const Result<ApiAnswer>& answer) {
        promise->addResult(objectOf(answer, target));
        promise->finish();
    });
    return promise->future();
}

//! The \\u escape of a code point outside the range YAML takes literally in a quoted text; empty
//! for one that it does.
QByteArray yamlEscape(char32_t c)
{
    const bool control = c == 0x7f || (c >= 0x80 && c <= 0x9f);
    const bool lineBreak = c == 0x2028 || c == 0x2029; // would be folded away
    const bool refused = c == 0xfeff || c == 0xfffe || c == 0xffff;
    if (!control && !lineBreak && !refused)
        return {};
    return "\\u" + QByteArray::number(uint(c), 16).rightJustified(4, '0');
}

} // namespace

Result<Target> locate(const DiscoveryPtr& discovery, const QString& verb,
                      const object::GroupVersionKind& type, const object::ResourceKey& key)
{
    Target target;
    target.key = key;
    target.doing = verb + u' ' + key.toString();
    if (key.group.isEmpty() && key.kind == "Secret"_L1)
        target.quote = Quote::FieldsOnly;
    if (!discovery) {
        return fail(ErrorKind::Network, target.doing + u": the server has not been reached yet"_s);
    }
    const auto resource = discovery->find(type);
    if (!resource)
        return fail(resource.error().kind, target.doing + u": "_s + resource.error().message);
    const auto path = objectPath(*resource, key);
    if (!path)
        return Failure {path.error()};
    target.path = *path;
    return target;
}

QByteArray applyBody(const object::Manifest& manifest)
{
    const QByteArray json = object::toJson(manifest.json());
    QByteArray out;
    out.reserve(json.size());
    for (qsizetype i = 0; i < json.size(); ++i) {
        const auto byte = [&](qsizetype offset) {
            return i + offset < json.size() ? quint8(json.at(i + offset)) : quint8(0);
        };
        char32_t c = byte(0);
        qsizetype length = 1;
        if ((c & 0xe0) == 0xc0) {
            c = ((c & 0x1f) << 6) | (byte(1) & 0x3f);
            length = 2;
        } else if ((c & 0xf0) == 0xe0) {
            c = ((c & 0x0f) << 12) | ((byte(1) & 0x3fu) << 6) | (byte(2) & 0x3f);
            length = 3;
        } else if (c >= 0xf0) {
            c = 0;
            length = 4;
        }
        const QByteArray escape = c < 0x7f ? QByteArray() : yamlEscape(c);
        out += escape.isEmpty() ? json.mid(i, length) : escape;
        i += length - 1;
    }
    return out;
}

Result<object::Manifest> objectOf(const Result<ApiAnswer>& answer, const Target& target)
{
    if (!answer)
        return fail(answer.error().kind, target.doing + u": "_s + answer.error().message);
    if (!answer->isSuccess())
        return Failure {errorOf(*answer, target.doing, target.quote)};
    auto json = object::parseJson(answer->body);
    if (!json)
        return fail(ErrorKind::Internal, target.doing + u": the server's answer is not JSON"_s);
    auto manifest = object::Manifest::fromJson(*std::move(json));
    if (!manifest)
        return fail(ErrorKind::Internal, target.doing + u": the server's answer is no object"_s);
    if (manifest->key() != target.key) {
        return fail(
            ErrorKind::Internal,
            target.doing
                + u": the server answered with another object (%1): what it did is not known"_s.arg(
                    manifest->key().toString()));
    }
    return manifest;
}

QFuture<Result<object::Manifest>> dryRun(ApiClient* client, const object::Manifest& manifest)
{
    const auto target
        = locate(client->discovery(), u"dry run of"_s, manifest.type(), manifest.key());
    if (!target)
        return readyFuture(Result<object::Manifest>(Failure {target.error()}));
    return asObject(client->dryRunApply(target->path, applyBody(manifest)), client, *target);
}

QFuture<Result<object::Manifest>> read(ApiClient* client, const object::GroupVersionKind& type,
                                       const object::ResourceKey& key)
{
    const auto target = locate(client->discovery(), u"read"_s, type, key);
    if (!target)
        return readyFuture(Result<object::Manifest>(Failure {target.error()}));
    return asObject(client->get(target->path), client, *target);
}

} // namespace cauce::cluster::objectcalls
