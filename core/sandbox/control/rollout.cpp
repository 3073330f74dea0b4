#include "core/sandbox/control/rollout.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

using Sets = std::vector<ReplicaSetFacts>;

qint64 wantedSum(const Sets& sets)
{
    qint64 sum = 0;
    for (const ReplicaSetFacts& set : sets)
        sum += set.wanted;
    return sum;
}

qint64 availableSum(const Sets& sets)
{
    qint64 sum = 0;
    for (const ReplicaSetFacts& set : sets)
        sum += set.available;
    return sum;
}

bool isOlder(const ReplicaSetFacts& a, const ReplicaSetFacts& b)
{
    return a.createdAt != b.createdAt ? a.createdAt < b.createdAt : a.name < b.name;
}

// Sick Pods of old ReplicaSets go first: nobody misses them.
qint64 dropUnhealthy(Sets& old, qint64 atMost, std::vector<Scaling>& steps)
{
    qint64 dropped = 0;
    for (ReplicaSetFacts& set : old) {
        if (dropped >= atMost)
            break;
        if (set.wanted == 0 || set.wanted == set.available)
            continue;
        const qint64 count = qMin(atMost - dropped, set.wanted - set.available);
        if (count <= 0)
            continue;
        steps.push_back({set.name, set.wanted, set.wanted - count});
        set.wanted -= count;
        dropped += count;
    }
    return dropped;
}

void dropAvailable(Sets& old, qint64 atMost, std::vector<Scaling>& steps)
{
    for (ReplicaSetFacts& set : old) {
        const qint64 count = qMin(set.wanted, atMost);
        if (count <= 0)
            continue;
        const auto known = std::ranges::find(steps, set.name, &Scaling::replicaSet);
        if (known != steps.end())
            known->to -= count;
        else
            steps.push_back({set.name, set.wanted, set.wanted - count});
        set.wanted -= count;
        atMost -= count;
    }
}

std::vector<Scaling> shrinkOld(const DeploymentSpec& spec, const ReplicaSetFacts& current, Sets old)
{
    if (wantedSum(old) == 0)
        return {};
    const qint64 minAvailable = spec.replicas - spec.maxUnavailable;
    const qint64 notYetAvailable = current.wanted - current.available;
    const qint64 atMost = wantedSum(old) + current.wanted - minAvailable - notYetAvailable;
    if (atMost <= 0)
        return {};
    std::ranges::sort(old, isOlder);
    std::vector<Scaling> steps;
    dropUnhealthy(old, atMost, steps);
    const qint64 available = availableSum(old) + current.available;
    if (available > minAvailable)
        dropAvailable(old, available - minAvailable, steps);
    return steps;
}

// The share of a change that falls to one ReplicaSet, as many as it had of the whole.
qint64 shareOf(const ReplicaSetFacts& set, const DeploymentSpec& spec, qint64 statusReplicas)
{
    if (spec.replicas == 0)
        return -set.wanted;
    const qint64 total = set.maxAnnotation > 0 ? set.maxAnnotation : statusReplicas;
    if (total <= 0)
        return 0;
    const double size = double(set.wanted) * double(spec.replicas + spec.maxSurge) / double(total);
    return qint64(std::llround(size)) - set.wanted;
}

std::vector<Scaling> scaleInProportion(const DeploymentSpec& spec, qint64 statusReplicas, Sets sets)
{
    const qint64 allowed = spec.replicas > 0 ? spec.replicas + spec.maxSurge : 0;
    const qint64 toAdd = allowed - wantedSum(sets);
    if (toAdd > 0) {
        std::ranges::sort(sets, [](const ReplicaSetFacts& a, const ReplicaSetFacts& b) {
            return a.wanted != b.wanted ? a.wanted > b.wanted : isOlder(b, a);
        });
    } else {
        std::ranges::sort(sets, [](const ReplicaSetFacts& a, const ReplicaSetFacts& b) {
            return a.wanted != b.wanted ? a.wanted > b.wanted : isOlder(a, b);
        });
    }
    qint64 added = 0;
    std::vector<Scaling> steps;
    for (const ReplicaSetFacts& set : sets) {
        const qint64 left = toAdd - added;
        qint64 change = 0;
        if (set.wanted != 0 && left != 0) {
            const qint64 share = shareOf(set, spec, statusReplicas);
            change = toAdd > 0 ? qMin(share, left) : qMax(share, left);
        }
        steps.push_back({set.name, set.wanted, set.wanted + change});
        added += change;
    }
    if (!steps.empty()) // what rounding left over goes to the largest
        steps.front().to = qMax<qint64>(0, steps.front().to + toAdd - added);
    return steps;
}

} // namespace

DeploymentSpec DeploymentSpec::of(const Json& deployment)
{
    const Json& spec = deployment[u"spec"];
    const Json& rolling = spec.path({u"strategy", u"rollingUpdate"});
    DeploymentSpec d;
    d.replicas = integer(spec[u"replicas"], 1);
    d.recreates = spec.path({u"strategy", u"type"}).toString() == "Recreate"_L1;
    if (!d.recreates) {
        d.maxSurge = scaledValue(rolling[u"maxSurge"], d.replicas, true);
        d.maxUnavailable = scaledValue(rolling[u"maxUnavailable"], d.replicas, false);
        if (d.maxSurge == 0 && d.maxUnavailable == 0)
            d.maxUnavailable = 1; // both were percentages that came to nothing
        d.maxUnavailable = qMin(d.maxUnavailable, d.replicas);
    }
    d.minReadySeconds = integer(spec[u"minReadySeconds"]);
    d.historyLimit = integer(spec[u"revisionHistoryLimit"], 10);
    if (const auto deadline = spec[u"progressDeadlineSeconds"].toInteger();
        deadline && *deadline != 2147483647)
        d.progressDeadline = deadline;
    d.isPaused = spec[u"paused"].toBool();
    return d;
}

qint64 newReplicaSetSize(const DeploymentSpec& spec, const std::vector<ReplicaSetFacts>& all,
                         qint64 newWanted)
{
    if (spec.recreates)
        return spec.replicas;
    const qint64 room = spec.replicas + spec.maxSurge - wantedSum(all);
    if (room <= 0)
        return newWanted;
    return newWanted + qMin(room, spec.replicas - newWanted);
}

std::vector<Scaling> rollingStep(const DeploymentSpec& spec, const ReplicaSetFacts& current,
                                 const std::vector<ReplicaSetFacts>& old)
{
    if (current.wanted > spec.replicas)
        return {{current.name, current.wanted, spec.replicas}};
    if (current.wanted < spec.replicas) {
        Sets all = old;
        all.push_back(current);
        const qint64 size = newReplicaSetSize(spec, all, current.wanted);
        if (size != current.wanted)
            return {{current.name, current.wanted, size}};
    }
    return shrinkOld(spec, current, old);
}

bool isScalingEvent(const DeploymentSpec& spec, const std::vector<ReplicaSetFacts>& all)
{
    return std::ranges::any_of(all, [&spec](const ReplicaSetFacts& set) {
        return set.wanted > 0 && set.desiredAnnotation >= 0
            && set.desiredAnnotation != spec.replicas;
    });
}

std::vector<Scaling> scaleStep(const DeploymentSpec& spec, qint64 statusReplicas,
                               const ReplicaSetFacts* current,
                               const std::vector<ReplicaSetFacts>& old)
{
    Sets active;
    std::ranges::copy_if(old, std::back_inserter(active),
                         [](const auto& s) { return s.wanted > 0; });
    if (current && current->wanted > 0)
        active.push_back(*current);

    if (active.size() <= 1) { // only one counts: it, the new one, or the latest
        const ReplicaSetFacts* one = !active.empty() ? &active.front() : current;
        if (!one && !old.empty())
            one = &*std::ranges::max_element(old, isOlder);
        if (!one)
            return {};
        return {{one->name, one->wanted, spec.replicas}};
    }
    if (current && current->wanted == spec.replicas && current->desiredAnnotation == spec.replicas
        && current->available == spec.replicas) { // it is saturated: the others are not needed
        std::vector<Scaling> steps;
        for (const ReplicaSetFacts& set : active) {
            if (set.name != current->name)
                steps.push_back({set.name, set.wanted, 0});
        }
        return steps;
    }
    if (spec.recreates)
        return {};
    return scaleInProportion(spec, statusReplicas, std::move(active));
}

std::vector<QString> beyondHistory(const DeploymentSpec& spec,
                                   const std::vector<ReplicaSetFacts>& old)
{
    Sets alive;
    std::ranges::copy_if(old, std::back_inserter(alive),
                         [](const auto& s) { return !s.isDeleting; });
    const qint64 tooMany = qint64(alive.size()) - spec.historyLimit;
    std::ranges::sort(alive, [](const ReplicaSetFacts& a, const ReplicaSetFacts& b) {
        return a.revision != b.revision ? a.revision < b.revision : isOlder(a, b);
    });
    std::vector<QString> names;
    for (qint64 i = 0; i < tooMany; ++i) {
        const ReplicaSetFacts& set = alive[size_t(i)];
        if (set.replicas == 0 && set.wanted == 0 && set.isObserved)
            names.push_back(set.name);
    }
    return names;
}

} // namespace cauce::sandbox::control
