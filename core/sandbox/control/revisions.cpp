#include "core/sandbox/control/revisions.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

std::vector<Json> revisionsOf(Loop& loop, const Json& owner)
{
    std::vector<Json> revisions;
    const QString uid = owner.path({u"metadata", u"uid"}).toString();
    for (const auto& [resource, stored] : loop.api().store().ownedBy(uid)) {
        if (resource == resource::controllerRevisions)
            revisions.push_back(stored->json());
    }
    std::ranges::sort(revisions, {}, [](const Json& r) { return integer(r[u"revision"]); });
    return revisions;
}

Revision revisionOf(const Json& object)
{
    Json podTemplate = object.path({u"data", u"spec", u"template"});
    podTemplate.remove(u"$patch");
    return {object.path({u"metadata", u"name"}).toString(), integer(object[u"revision"]),
            podTemplate};
}

} // namespace

Revision presentRevision(Loop& loop, const Json& owner, const QString& hashLabel)
{
    const Json& podTemplate = owner.path({u"spec", u"template"});
    const QString hash
        = templateHash(podTemplate, integer(owner.path({u"status", u"collisionCount"})));
    const QString name = owner.path({u"metadata", u"name"}).toString() + u'-' + hash;
    const std::vector<Json> known = revisionsOf(loop, owner);
    const qint64 last = known.empty() ? 0 : integer(known.back()[u"revision"]);
    for (Json revision : known) {
        if (revision.path({u"metadata", u"name"}).toString() != name)
            continue;
        if (integer(revision[u"revision"]) < last) {
            revision.set(u"revision"_s, number(last + 1));
            loop.update(revision);
        }
        return revisionOf(revision);
    }
    Json data = podTemplate;
    data.set(u"$patch"_s, u"replace"_s);
    Json labels = podTemplate.path({u"metadata", u"labels"});
    labels.set(hashLabel, hash);
    Json made = Json::emptyObject();
    made.set(u"apiVersion"_s, u"apps/v1"_s);
    made.set(u"kind"_s, u"ControllerRevision"_s);
    made.setPath({u"metadata", u"name"}, name);
    made.setPath({u"metadata", u"namespace"}, owner.path({u"metadata", u"namespace"}));
    made.setPath({u"metadata", u"labels"}, labels);
    if (const Json& annotations = owner.path({u"metadata", u"annotations"}); annotations.size() > 0)
        made.setPath({u"metadata", u"annotations"}, annotations);
    made.setPath({u"metadata", u"ownerReferences"}, Json(Json::Items {controllerReference(owner)}));
    made.setPath({u"data", u"spec", u"template"}, data);
    made.set(u"revision"_s, number(last + 1));
    loop.create(made);
    return revisionOf(made);
}

Revision findRevision(Loop& loop, const Json& owner, const QString& name)
{
    const Json found = loop.read(resource::controllerRevisions,
                                 owner.path({u"metadata", u"namespace"}).toString(), name);
    return found.isNull() ? Revision() : revisionOf(found);
}

void dropOldRevisions(Loop& loop, const Json& owner, const QStringList& used)
{
    std::vector<QString> unused;
    for (const Json& revision : revisionsOf(loop, owner)) {
        const QString name = revision.path({u"metadata", u"name"}).toString();
        if (!used.contains(name))
            unused.push_back(name);
    }
    const qint64 limit = integer(owner.path({u"spec", u"revisionHistoryLimit"}), 10);
    for (qint64 i = 0; i < qint64(unused.size()) - limit; ++i)
        loop.remove(resource::controllerRevisions,
                    owner.path({u"metadata", u"namespace"}).toString(), unused[size_t(i)]);
}

} // namespace cauce::sandbox::control
