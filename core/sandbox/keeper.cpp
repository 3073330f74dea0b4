#include "core/sandbox/keeper.h"

#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/object/jsoncodec.h"

#include <QFile>
#include <QSet>

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

using object::Json;

constexpr auto kHeadKind = "CauceSandboxData"_L1;
constexpr qint64 kFormat = 1;

Result<void> readObjects(QFile& file, const QString& path, KeptData& to)
{
    for (int number = 2; !file.atEnd(); ++number) {
        auto line = object::parseJson(file.readLine());
        if (!line || !(*line)[u"object"].isObject())
            return fail(ErrorKind::Invalid,
                        u"%1:%2: no object of a sandbox"_s.arg(path).arg(number));
        to.objects.emplace_back(
            ResourceName {(*line)[u"group"].toString(), (*line)[u"resource"].toString()},
            (*line)[u"object"]);
    }
    return {};
}

QByteArray lineOf(const ResourceName& resource, const StoredObject& stored)
{
    Json head = Json::emptyObject();
    head.set(u"group"_s, Json(resource.group));
    head.set(u"resource"_s, Json(resource.plural));
    QByteArray line = object::toJson(head);
    line.chop(1);
    return line + ",\"object\":" + stored.bytes + "}\n";
}

} // namespace

Keeper::Keeper(QString path)
    : m_path(std::move(path))
{ }

void KeptData::serveCrds(Kinds& kinds) const
{
    const ResourceName crds {u"apiextensions.k8s.io"_s, u"customresourcedefinitions"_s};
    for (const auto& [resource, object] : objects) {
        if (resource != crds)
            continue;
        if (const auto served = kinds.serveCrd(object); !served)
            qCWarning(log::kube) << "sandbox:" << served.error().message;
    }
}

void KeptData::fill(Store& store) const
{
    store.startAt(revision);
    for (const auto& [resource, object] : objects)
        store.put(resource, object);
    store.compact();
}

Result<KeptData> Keeper::read() const
{
    QFile file(m_path);
    if (!file.exists())
        return KeptData {};
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, u"cannot read %1: %2"_s.arg(m_path, file.errorString()));
    const auto head = object::parseJson(file.readLine());
    if (!head || (*head)[u"kind"].toString() != kHeadKind
        || (*head)[u"format"].toInteger() != kFormat)
        return fail(ErrorKind::Invalid,
                    u"%1:1: not the data of a sandbox; move it away to start anew"_s.arg(m_path));
    KeptData data;
    data.revision = (*head)[u"revision"].toInteger().value_or(0);
    if (const auto read = readObjects(file, m_path, data); !read)
        return Failure {read.error()};
    return data;
}

Result<void> Keeper::save(Api& api)
{
    const Store& store = api.store();
    if (store.revision() == m_saved)
        return {};
    Json head = Json::emptyObject();
    head.set(u"kind"_s, Json(QString(kHeadKind)));
    head.set(u"format"_s, Json(kFormat));
    head.set(u"revision"_s, Json(store.revision()));
    QByteArray text = object::toJson(head) + '\n';
    QSet<ResourceName> done; // a kind may be served at several versions
    for (const ServedKind* kind : api.kinds().all()) {
        const ResourceName resource = kind->resource();
        if (done.contains(resource))
            continue;
        done.insert(resource);
        for (const StoredPtr& stored : store.list(resource))
            text += lineOf(resource, *stored);
    }
    if (auto written = paths::writeFile(m_path, text); !written)
        return written;
    m_saved = store.revision();
    return {};
}

} // namespace cauce::sandbox
