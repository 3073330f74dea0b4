#include "core/diff/fieldchanges.h"

#include "core/object/jsoncodec.h"

#include <QHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using object::Json;
using object::JsonPointer;

//! One place of the three documents at once; a pointer is null where a document has nothing.
struct Place
{
    const Json* live = nullptr;
    const Json* target = nullptr;
    const Json* git = nullptr;
    JsonPointer liveAt;
    JsonPointer targetAt;
    JsonPointer gitAt;
    QString path;
    bool inGitsAtom = false; // inside a list that Git sets as a whole

    Place member(const QString& key) const
    {
        Place p;
        p.live = live ? live->find(key) : nullptr;
        p.target = target ? target->find(key) : nullptr;
        p.git = git ? git->find(key) : nullptr;
        p.liveAt = liveAt.child(key);
        p.targetAt = targetAt.child(key);
        p.gitAt = gitAt.child(key);
        const bool isPlain
            = !key.contains(u'.') && !key.contains(u'/') && !key.contains(u'[') && !key.isEmpty();
        if (!isPlain)
            p.path = path + u'[' + key + u']';
        else
            p.path = path.isEmpty() ? key : path + u'.' + key;
        p.inGitsAtom = inGitsAtom;
        return p;
    }

    //! The items at the given indexes; -1 where a document has none.
    Place item(qsizetype inLive, qsizetype inTarget, qsizetype inGit, const QString& label) const
    {
        Place p;
        p.live = inLive >= 0 ? &live->at(inLive) : nullptr;
        p.target = inTarget >= 0 ? &target->at(inTarget) : nullptr;
        p.git = inGit >= 0 ? &git->at(inGit) : nullptr;
        p.liveAt = liveAt.child(inLive);
        p.targetAt = targetAt.child(inTarget);
        p.gitAt = gitAt.child(inGit);
        p.path = path + u'[' + label + u']';
        p.inGitsAtom = inGitsAtom;
        return p;
    }
};

const Json& orEmpty(const Json* value)
{
    static const Json null;
    return value ? *value : null;
}

QString labelOf(const Json& item, const QStringList& keys)
{
    QStringList parts;
    for (const QString& key : keys) {
        const Json value = keyValue(item, key);
        if (value.isNull())
            continue;
        parts += key + u'='
            + (value.isString() ? value.toString() : QString::fromUtf8(object::toJson(value)));
    }
    return parts.join(u',');
}

class ChangeWalk
{
public:
    explicit ChangeWalk(const ChangeInput& input)
        : m_input(input)
    { }

    FieldChanges run()
    {
        Place root;
        root.live = &m_input.live;
        root.target = &m_input.target;
        root.git = &m_input.desired.json();
        walk(root);
        return std::move(m_changes);
    }

private:
    void walk(const Place& place)
    {
        if (place.live && place.target && *place.live == *place.target)
            return;
        const Json& live = orEmpty(place.live);
        const Json& target = orEmpty(place.target);
        const bool isMap = (live.isObject() || !place.live) && (target.isObject() || !place.target)
            && live.size() + target.size() > 0;
        const bool isList = (live.isArray() || !place.live) && (target.isArray() || !place.target);
        if (isMap)
            walkMembers(place);
        else if (isList)
            walkList(place);
        else
            report(place);
    }

    void walkMembers(const Place& place)
    {
        QSet<QString> seen;
        for (const Json* document : {place.git, place.target, place.live}) {
            for (const auto& [key, value] : orEmpty(document).members()) {
                if (seen.contains(key))
                    continue;
                seen.insert(key);
                const Place member = place.member(key);
                if (!member.live && !member.target)
                    continue;
                const StepInto step(m_path, {key, nullptr, 0});
                walk(member);
            }
        }
    }

    //! By which keys the list is shown: the server's, or the name that every item happens to have.
    QStringList keysOf(const Place& place, const ListShape& shape) const
    {
        const QStringList keys
            = shape.kind == ListShape::Kind::Keyed ? shape.keys : QStringList {u"name"_s};
        if (shape.kind == ListShape::Kind::Set)
            return {};
        for (const Json* list : {place.live, place.target}) {
            const Json& items = orEmpty(list);
            if (qsizetype(identities(items, keys).size()) != items.size())
                return {};
        }
        return keys;
    }

    void walkList(const Place& place)
    {
        const ListShape shape = m_input.shapes.list(m_path);
        Place here = place;
        here.inGitsAtom
            = place.inGitsAtom || (shape.kind == ListShape::Kind::Atomic && place.git != nullptr);
        const Json& live = orEmpty(place.live);
        const Json& target = orEmpty(place.target);
        const bool bothThere = place.live && place.target;
        const QStringList keys = keysOf(place, shape);
        if (!keys.isEmpty() && (bothThere || shape.kind == ListShape::Kind::Keyed))
            walkByKey(here, keys);
        else if (bothThere && shape.kind == ListShape::Kind::Atomic && live.size() == target.size())
            walkByIndex(here);
        else
            report(here);
    }

    void walkByIndex(const Place& place)
    {
        const bool gitAligns = orEmpty(place.git).size() == place.target->size();
        for (qsizetype i = 0; i < place.target->size(); ++i) {
            const StepInto step(m_path, {{}, &place.live->at(i), i});
            walk(place.item(i, i, gitAligns ? i : -1, QString::number(i)));
        }
    }

    static QHash<QByteArray, qsizetype> indexOf(const Json* list, const QStringList& keys)
    {
        QHash<QByteArray, qsizetype> index;
        const auto items = orEmpty(list).items();
        for (size_t i = 0; i < items.size(); ++i) {
            if (const auto identity = identityOf(items[i], keys))
                index.insert(*identity, qsizetype(i));
        }
        return index;
    }

    void walkByKey(const Place& place, const QStringList& keys)
    {
        const auto inLive = indexOf(place.live, keys);
        const auto inTarget = indexOf(place.target, keys);
        const auto inGit = indexOf(place.git, keys);
        const auto visit = [&](const QByteArray& identity) {
            const qsizetype liveAt = inLive.value(identity, -1);
            const qsizetype targetAt = inTarget.value(identity, -1);
            const Json& item = liveAt >= 0 ? place.live->at(liveAt) : place.target->at(targetAt);
            const Place there
                = place.item(liveAt, targetAt, inGit.value(identity, -1), labelOf(item, keys));
            const StepInto step(m_path, {{}, &item, std::max<qsizetype>(liveAt, 0)});
            if (there.live && there.target)
                walk(there);
            else
                report(there);
        };
        const auto liveIds = identities(orEmpty(place.live), keys);
        const auto targetIds = identities(orEmpty(place.target), keys);
        for (const QByteArray& identity : liveIds) {
            if (!inTarget.contains(identity))
                visit(identity);
        }
        qsizetype last = -1;
        bool isReordered = false;
        for (const QByteArray& identity : targetIds) {
            const qsizetype at = inLive.value(identity, -1);
            isReordered = isReordered || (at >= 0 && at < last);
            last = std::max(last, at);
            visit(identity);
        }
        if (isReordered)
            report(place);
    }

    void report(const Place& place)
    {
        FieldChange change;
        change.path = place.path;
        if (place.live)
            change.live = *place.live;
        if (place.target)
            change.desired = *place.target;
        bool isOurs = place.git || place.inGitsAtom || !place.target;
        if (place.live) {
            if (const auto owner = m_input.owners.ownerOf(m_path)) {
                change.manager = owner->manager;
                if (owner->subresource == "scale"_L1) // or all that kubectl does reads alike
                    change.manager += " scale"_L1;
                change.managedAt = owner->at;
                isOurs = isOurs || (owner->applied && owner->manager == ourManager);
            }
        }
        if (place.git) {
            change.pointer = place.gitAt;
            change.location = locationOf(place.gitAt);
        } else {
            change.pointer = place.live ? place.liveAt : place.targetAt;
        }
        m_changes.hasOurs = m_changes.hasOurs || isOurs;
        m_changes.list.append(std::move(change));
    }

    //! A Secret's data may have been written as stringData.
    object::SourceLocation locationOf(const JsonPointer& pointer) const
    {
        const auto location = m_input.desired.location(pointer);
        const bool isData = pointer.tokens.size() == 2 && pointer.tokens.first() == "data"_L1;
        if (!isData || location != m_input.desired.location(JsonPointer {{u"data"_s}}))
            return location;
        return m_input.desired.location(JsonPointer {{u"stringData"_s, pointer.tokens.last()}});
    }

    const ChangeInput& m_input;
    FieldPath m_path;
    FieldChanges m_changes;
};

} // namespace

FieldChanges fieldChanges(const ChangeInput& input)
{
    return ChangeWalk(input).run();
}

} // namespace cauce::diff
