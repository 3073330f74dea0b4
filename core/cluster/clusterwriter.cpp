#include "core/cluster/clusterwriter.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/cluster/objectcalls.h"
#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

bool definesKinds(const object::ResourceKey& key)
{
    return key.kind == "CustomResourceDefinition"_L1 || key.kind == "APIService"_L1;
}

QByteArray deleteOptions(const QString& uid, const QString& resourceVersion)
{
    using object::Json;
    Json options = Json::emptyObject();
    options.set(u"apiVersion"_s, u"v1"_s);
    options.set(u"kind"_s, u"DeleteOptions"_s);
    options.set(u"propagationPolicy"_s, u"Background"_s);
    options.setPath({u"preconditions", u"uid"}, uid);
    options.setPath({u"preconditions", u"resourceVersion"}, resourceVersion);
    return object::toJson(options);
}

} // namespace

ClusterWriter::ClusterWriter(ApiClient* client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{ }

QFuture<Result<WriteAnswer>> ClusterWriter::apply(WriteTicket, const object::Manifest& object,
                                                  bool force)
{
    const auto target
        = objectcalls::locate(m_client->discovery(), u"apply"_s, object.type(), object.key());
    if (!target)
        return readyFuture(Result<WriteAnswer>(Failure {target.error()}));
    const QString path = target->path
        + u"?fieldManager=cauce&fieldValidation=Strict&force=%1"_s.arg(force ? u"true"_s
                                                                             : u"false"_s);
    auto promise = std::make_shared<QPromise<Result<WriteAnswer>>>();
    promise->start();
    qCInfo(log::sync) << target->doing;
    onResult(m_client->write("PATCH", path, "application/apply-patch+yaml",
                             objectcalls::applyBody(object)),
             this, [this, promise, target = *target](const Result<ApiAnswer>& answer) {
                 auto applied = objectcalls::objectOf(answer, target);
                 if (applied && definesKinds(target.key))
                     emit definitionsChanged();
                 promise->addResult(applied ? Result<WriteAnswer>(
                                        WriteAnswer {*std::move(applied), answer->warnings})
                                            : Failure {applied.error()});
                 promise->finish();
             });
    return promise->future();
}

QFuture<Result<void>> ClusterWriter::remove(WriteTicket, const object::GroupVersionKind& type,
                                            const object::ResourceKey& key, const QString& uid,
                                            const QString& resourceVersion)
{
    // Without both, a namesake that was made since would be deleted.
    if (uid.isEmpty() || resourceVersion.isEmpty()) {
        return readyFuture(Result<void>(
            fail(ErrorKind::Internal,
                 u"delete %1: refused without uid and resourceVersion"_s.arg(key.toString()))));
    }
    const auto target = objectcalls::locate(m_client->discovery(), u"delete"_s, type, key);
    if (!target)
        return readyFuture(Result<void>(Failure {target.error()}));
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    qCInfo(log::sync) << target->doing;
    onResult(m_client->write("DELETE", target->path, "application/json",
                             deleteOptions(uid, resourceVersion)),
             this, [this, promise, target = *target](const Result<ApiAnswer>& answer) {
                 if (!answer)
                     promise->addResult(fail(answer.error().kind,
                                             target.doing + u": "_s + answer.error().message));
                 else if (!answer->isSuccess())
                     promise->addResult(Failure {errorOf(*answer, target.doing, target.quote)});
                 else
                     promise->addResult(Result<void>());
                 if (answer && answer->isSuccess() && definesKinds(target.key))
                     emit definitionsChanged();
                 promise->finish();
             });
    return promise->future();
}

QFuture<Result<object::Manifest>> ClusterWriter::adopt(WriteTicket, const object::Manifest& live,
                                                       const object::Json& managedFields)
{
    const auto target = objectcalls::locate(m_client->discovery(), u"take over fields of"_s,
                                            live.type(), live.key());
    if (!target)
        return readyFuture(Result<object::Manifest>(Failure {target.error()}));
    if (live.uid().isEmpty() || live.resourceVersion().isEmpty())
        return readyFuture(Result<object::Manifest>(
            fail(ErrorKind::Internal, target->doing + u": it has no uid or resourceVersion"_s)));
    object::Json patch = object::Json::emptyObject();
    patch.setPath({u"metadata", u"uid"}, live.uid());
    patch.setPath({u"metadata", u"resourceVersion"}, live.resourceVersion());
    patch.setPath({u"metadata", u"managedFields"}, managedFields);
    auto promise = std::make_shared<QPromise<Result<object::Manifest>>>();
    promise->start();
    qCInfo(log::sync) << target->doing;
    onResult(m_client->write("PATCH", target->path + u"?fieldManager=cauce"_s,
                             "application/merge-patch+json", object::toJson(patch)),
             this, [promise, target = *target](const Result<ApiAnswer>& answer) {
                 promise->addResult(objectcalls::objectOf(answer, target));
                 promise->finish();
             });
    return promise->future();
}

} // namespace cauce::cluster
