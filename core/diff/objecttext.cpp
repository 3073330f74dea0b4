#include "core/diff/adoption.h"
#include "core/diff/attribution.h"
#include "core/diff/linediff.h"
#include "core/diff/normalize.h"
#include "core/diff/overlay.h"
#include "core/diff/redact.h"
#include "core/object/yamlwriter.h"

#include <QHash>

#include <tuple>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using object::Json;

const Json& absentValue()
{
    static const Json null;
    return null;
}

//! Puts the members of an object in the order of others, so that two texts line up.
class InOrder
{
public:
    explicit InOrder(const Shapes& shapes)
        : m_shapes(shapes)
    { }

    //! \p value in the order of \p first, then of \p second, then its own.
    Json arranged(const Json& value, const Json& first, const Json& second)
    {
        if (value.isArray())
            return arrangedItems(value, first, second);
        if (!value.isObject())
            return value;
        Json out = Json::emptyObject();
        for (const Json* order : {&first, &second, &value}) {
            for (const auto& [key, unused] : order->members()) {
                const Json* member = value.find(key);
                if (!member || out.contains(key))
                    continue;
                const StepInto step(m_path, {key, nullptr, 0});
                out.set(key, arranged(*member, first[key], second[key]));
            }
        }
        return out;
    }

private:
    Json arrangedItems(const Json& value, const Json& first, const Json& second)
    {
        Json out = value;
        const ListShape shape = m_shapes.list(m_path);
        const auto inFirst = indexed(first, shape.keys);
        const auto inSecond = indexed(second, shape.keys);
        for (qsizetype i = 0; i < value.size(); ++i) {
            const Json& item = value.at(i);
            const StepInto step(m_path, {{}, &item, i});
            out.replace(i,
                        arranged(item, partner(item, i, first, inFirst, shape.keys),
                                 partner(item, i, second, inSecond, shape.keys)));
        }
        return out;
    }

    static QHash<QByteArray, qsizetype> indexed(const Json& list, const QStringList& keys)
    {
        QHash<QByteArray, qsizetype> index;
        for (qsizetype i = 0; i < list.size() && !keys.isEmpty(); ++i) {
            if (const auto identity = identityOf(list.at(i), keys))
                index.insert(*identity, i);
        }
        return index;
    }

    static const Json& partner(const Json& item, qsizetype at, const Json& list,
                               const QHash<QByteArray, qsizetype>& index, const QStringList& keys)
    {
        if (keys.isEmpty())
            return list.at(at);
        const auto identity = identityOf(item, keys);
        return identity ? list.at(index.value(*identity, -1)) : absentValue();
    }

    const Shapes& m_shapes;
    FieldPath m_path;
};

QString textOf(const Json& value)
{
    return value.isNull() ? QString() : QString::fromUtf8(object::toYaml(value));
}

//! What the object will be: as the server said, else as far as we can tell; null after a prune.
Json plainTargetOf(const ObjectDiff& diff, const Json& live, const FieldOwners& owners)
{
    if (!diff.desired)
        return diff.change == Change::Prune ? Json() : live;
    const Json& git = diff.desired->json();
    if (live.isNull())
        return comparableDesired(git);
    if (diff.change == Change::None)
        return live;
    if (diff.predicted)
        return comparableLive(diff.predicted->json(), git);
    const auto target
        = laidOver(live, comparableDesired(git), Shapes(diff.type.groupKind()), owners);
    return target.value_or(live);
}

Json targetOf(const ObjectDiff& diff, const Json& live, const FieldOwners& owners, const Json& raw)
{
    const Json target = plainTargetOf(diff, live, owners);
    if (!diff.adopts)
        return target;
    return withoutLeftBehind(target, comparableDesired(diff.desired->json()), raw).value_or(target);
}

} // namespace

ObjectText objectText(const ObjectDiff& diff)
{
    const Json& git = diff.desired ? diff.desired->json() : absentValue();
    Json raw;
    Json live;
    FieldOwners owners;
    if (diff.live) {
        if (const auto manifest = diff.live->manifest()) {
            live = comparableLive(manifest->json(), git);
            raw = manifest->json();
            owners = FieldOwners(manifest->json().path({u"metadata", u"managedFields"}));
        }
    }
    Json target = targetOf(diff, live, owners, raw);
    if (!live.isNull() && !target.isNull())
        std::tie(live, target)
            = withoutIgnored(diff.ignored, live, target, raw.path({u"metadata", u"managedFields"}));
    auto [shownLive, shownTarget] = maskedPair(live, target);
    const Shapes shapes(diff.type.groupKind());
    const Json ordered = InOrder(shapes).arranged(shownTarget, git, shownTarget);
    return {textOf(InOrder(shapes).arranged(shownLive, git, shownTarget)), textOf(ordered)};
}

} // namespace cauce::diff
