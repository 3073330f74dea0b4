#include "core/merge/ownership.h"

#include "core/merge/reconcile.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

std::optional<VersionedObject> converted(const OwnershipRules& rules, const VersionedObject& object,
                                         const QString& version)
{
    if (!rules.convert || object.version == version)
        return object;
    return rules.convert(object, version);
}

FieldSet named(const VersionedObject& object, const FieldSet& set)
{
    return set.withNamedFields(*object.type.schema, object.type.type);
}

// A failure in the server's words: first what could not be done.
Failure failed(const QString& doing, const Error& error)
{
    return fail(error.kind, u"failed to %1: "_s.arg(doing) % error.message);
}

VersionedObject withValue(const VersionedObject& object, Json value)
{
    return VersionedObject {object.type, std::move(value), object.version};
}

FieldSet resetFields(const OwnershipRules& rules, const QString& version)
{
    const auto found = rules.resetFields.find(version);
    return found == rules.resetFields.end() ? FieldSet() : found->second;
}

// The managers whose version is still served, their fields as today's schema has them.
Result<Managers> todaysManagers(const VersionedObject& live, const Managers& managers,
                                const OwnershipRules& rules)
{
    Managers result;
    for (const auto& [manager, owned] : managers) {
        const auto there = converted(rules, live, owned.version);
        if (!there)
            continue;
        Result<FieldSet> fields = reconciled(*there->type.schema, there->type.type, owned.fields);
        if (!fields)
            return Failure {fields.error()};
        result.emplace(manager, OwnedFields {*std::move(fields), owned.version, owned.isApplied});
    }
    return result;
}

// Compares two states of an object at each version that a manager needs, once.
class Changes
{
public:
    Changes(const VersionedObject& before, const VersionedObject& after,
            const OwnershipRules& rules)
        : m_before(before)
        , m_after(after)
        , m_rules(rules)
    { }

    // Nothing when the version is not served any more.
    Result<std::optional<Comparison>> at(const QString& version)
    {
        if (const auto known = m_known.find(version); known != m_known.end())
            return known->second;
        const auto before = converted(m_rules, m_before, version);
        const auto after = converted(m_rules, m_after, version);
        if (!before || !after)
            return m_known[version] = std::nullopt;
        Result<Comparison> changes = compare(before->type, before->value, after->value);
        if (!changes)
            return failed(u"compare objects"_s, changes.error());
        const FieldSet reset = resetFields(m_rules, version);
        return m_known[version]
            = Comparison {changes->removed.withoutTree(reset), changes->modified.withoutTree(reset),
                          changes->added.withoutTree(reset)};
    }

private:
    const VersionedObject& m_before;
    const VersionedObject& m_after;
    const OwnershipRules& m_rules;
    std::map<QString, std::optional<Comparison>> m_known;
};

struct Loss
{
    std::map<QString, FieldSet> conflicts; // by manager: what is changed under it
    std::map<QString, FieldSet> removed; // by manager: what is gone
    std::vector<QString> obsolete; // managers of a version that is not served any more
};

// What the managers but \p writer lose by a change.
Result<Loss> lossesOf(const Managers& managers, const QString& writer, Changes& changes)
{
    Loss loss;
    for (const auto& [manager, owned] : managers) {
        if (manager == writer)
            continue;
        const Result<std::optional<Comparison>> seen = changes.at(owned.version);
        if (!seen)
            return Failure {seen.error()};
        if (!*seen) {
            loss.obsolete.push_back(manager);
            continue;
        }
        const Comparison& change = **seen;
        FieldSet touched = owned.fields.intersected(change.modified.united(change.added));
        if (!touched.isEmpty())
            loss.conflicts.emplace(manager, std::move(touched));
        loss.removed.emplace(manager, change.removed);
    }
    return loss;
}

void takeAway(Managers& managers, const Loss& loss)
{
    for (const QString& manager : loss.obsolete)
        managers.erase(manager);
    for (const auto& [manager, fields] : loss.conflicts)
        managers[manager].fields = managers[manager].fields.without(fields);
    for (const auto& [manager, fields] : loss.removed)
        managers[manager].fields = managers[manager].fields.without(fields);
    std::erase_if(managers, [](const auto& entry) { return entry.second.fields.isEmpty(); });
}

std::vector<Conflict> conflictsOf(const Loss& loss)
{
    std::vector<Conflict> conflicts;
    for (const auto& [manager, fields] : loss.conflicts) {
        fields.forEach([&conflicts, name = manager](const FieldPath& path) {
            conflicts.push_back(Conflict {name, path});
        });
    }
    return conflicts;
}

// Removes what a manager applied before and does not apply now, unless somebody else owns it.
class Pruning
{
public:
    Pruning(const Managers& managers, const OwnershipRules& rules)
        : m_managers(managers)
        , m_rules(rules)
    { }

    Result<VersionedObject> pruned(const VersionedObject& merged, const OwnedFields& last)
    {
        const auto start = converted(m_rules, merged, last.version);
        if (!start)
            return merged;
        m_merged = *start;
        m_pruned
            = withValue(*start, removed(start->type, start->value, named(*start, last.fields)));
        for (const QString& version : versionsFrom(last.version)) {
            if (Result<void> kept = keepOwned(version); !kept)
                return Failure {kept.error()};
        }
        if (Result<void> kept = keepForeign(*start, last); !kept)
            return Failure {kept.error()};
        const auto back = converted(m_rules, m_pruned, merged.version);
        if (!back)
            return fail(ErrorKind::Invalid, u"cannot convert to %1"_s.arg(merged.version));
        return *back;
    }

private:
    // A conversion may need what was pruned: the version of the pruning goes first.
    std::vector<QString> versionsFrom(const QString& first) const
    {
        std::vector<QString> versions {first};
        for (const auto& [manager, owned] : m_managers) {
            if (!std::ranges::count(versions, owned.version))
                versions.push_back(owned.version);
        }
        return versions;
    }

    std::optional<FieldSet> ownedAt(const QString& version) const
    {
        std::optional<FieldSet> fields;
        for (const auto& [manager, owned] : m_managers) {
            if (owned.version == version)
                fields = fields.value_or(FieldSet()).united(owned.fields);
        }
        return fields;
    }

    Result<void> keepOwned(const QString& version)
    {
        const std::optional<FieldSet> owned = ownedAt(version);
        const auto merged = converted(m_rules, m_merged, version);
        const auto pruned = converted(m_rules, m_pruned, version);
        if (!owned || !merged || !pruned)
            return {};
        const Result<FieldSet> there = fieldSet(merged->type, merged->value);
        const Result<FieldSet> left = fieldSet(pruned->type, pruned->value);
        if (!there || !left)
            return Failure {there ? left.error() : there.error()};
        const FieldSet kept = named(*merged, *left).united(named(*merged, *owned));
        m_merged = *merged;
        m_pruned = withValue(
            *merged, removed(merged->type, merged->value, named(*merged, *there).without(kept)));
        return {};
    }

    Result<void> keepForeign(const VersionedObject& merged, const OwnedFields& last)
    {
        const auto pruned = converted(m_rules, m_pruned, last.version);
        if (!pruned) {
            m_pruned = merged;
            return {};
        }
        const Result<FieldSet> there = fieldSet(merged.type, merged.value);
        const Result<FieldSet> left = fieldSet(pruned->type, pruned->value);
        if (!there || !left)
            return Failure {there ? left.error() : there.error()};
        const FieldSet gone = named(merged, *there).without(named(merged, *left));
        m_pruned = withValue(
            merged,
            removed(merged.type, merged.value, gone.intersected(named(merged, last.fields))));
        return {};
    }

    const Managers& m_managers;
    const OwnershipRules& m_rules;
    VersionedObject m_merged;
    VersionedObject m_pruned;
};

} // namespace

Result<Applied> applied(const VersionedObject& live, const VersionedObject& config,
                        Managers managers, const QString& manager, Force force,
                        const OwnershipRules& rules)
{
    const Managers before = managers;
    Result<Managers> today = todaysManagers(live, managers, rules);
    if (!today)
        return Failure {today.error()};
    managers = *std::move(today);
    Result<Json> value = merged(config.type, live.value, config.value);
    Result<FieldSet> set = fieldSet(config.type, config.value);
    if (!value)
        return failed(u"merge config"_s, value.error());
    if (!set)
        return failed(u"get field set"_s, set.error());

    const OwnedFields last = managers[manager];
    managers[manager]
        = OwnedFields {set->withoutTree(resetFields(rules, config.version)), config.version, true};
    VersionedObject result = withValue(config, *std::move(value));
    if (!last.fields.isEmpty()) {
        Result<VersionedObject> pruned = Pruning(managers, rules).pruned(result, last);
        if (!pruned)
            return failed(u"prune fields"_s, pruned.error());
        result = *std::move(pruned);
    }

    Changes changes(live, result, rules);
    const Result<std::optional<Comparison>> own = changes.at(config.version);
    const Result<Loss> loss = lossesOf(managers, manager, changes);
    if (!loss || !own) // the result must compare even when nobody else owns a thing
        return Failure {loss ? own.error() : loss.error()};
    std::vector<Conflict> conflicts = conflictsOf(*loss);
    if (force == Force::No && !conflicts.empty())
        return Applied {live.value, before, std::move(conflicts), true, true};
    takeAway(managers, *loss);
    const bool isUnchanged = result.value == live.value;
    return Applied {isUnchanged ? live.value : result.value, std::move(managers),
                    std::move(conflicts), false, isUnchanged};
}

Result<Managers> updatedManagers(const VersionedObject& live, const VersionedObject& updated,
                                 Managers managers, const QString& manager,
                                 const OwnershipRules& rules)
{
    Result<Managers> today = todaysManagers(live, managers, rules);
    if (!today)
        return today;
    managers = *std::move(today);
    Changes changes(live, updated, rules);
    const Result<Loss> loss = lossesOf(managers, manager, changes);
    const Result<std::optional<Comparison>> own = changes.at(updated.version);
    if (!loss || !own)
        return Failure {loss ? own.error() : loss.error()};
    takeAway(managers, *loss);
    if (!*own)
        return fail(ErrorKind::Invalid, u"cannot convert to %1"_s.arg(updated.version));
    const Comparison& change = **own;
    const FieldSet fields = managers[manager]
                                .fields.without(change.removed)
                                .united(change.modified)
                                .united(change.added)
                                .withoutTree(resetFields(rules, updated.version));
    managers[manager] = OwnedFields {fields, updated.version, false};
    if (fields.isEmpty())
        managers.erase(manager);
    return managers;
}

} // namespace cauce::merge
