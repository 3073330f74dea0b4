#pragma once

#include "core/sandbox/control/loop.h"

#include <set>

namespace cauce::sandbox::control {

//! Room of a node and who may use it. A value.
struct NodeRoom
{
    QString name;
    Labels labels;
    bool isCordoned = false;
    qint64 milliCpu = 0; //!< allocatable
    qint64 memory = 0; //!< bytes
    qint64 pods = 0;
    std::vector<std::pair<QString, qint64>> others; //!< extended resources, in thousandths

    static NodeRoom of(const Json& node);
};

//! What the Pods on a node take. A value.
struct NodeUse
{
    qint64 milliCpu = 0;
    qint64 memory = 0;
    qint64 pods = 0;
};

//! \brief Why \p pod cannot go to \p node, in the scheduler's words ("Insufficient cpu"); empty: it
//! can. Pure.
QString obstacleOn(const Json& pod, const PodFacts& facts, const NodeRoom& node,
                   const NodeUse& use);

//! \brief Gives Pods their nodes: the one that fits and has the fewest Pods.
class Scheduler : public Controller
{
public:
    explicit Scheduler(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    struct Placed
    {
        QString node;
        qint64 milliCpu = 0;
        qint64 memory = 0;
    };
    void count(const QString& pod, const PodFacts* facts);
    void tryAgain();
    QString missingClaim(const PodFacts& facts) const;
    void refuse(const Json& pod, const QString& message);
    void bind(const Json& pod, const QString& node);

    Loop& m_loop;
    QMap<QString, NodeRoom> m_nodes;
    QHash<QString, NodeUse> m_use; // by node
    QHash<QString, Placed> m_placed; // by namespace/name of the Pod
    std::set<std::pair<QString, QString>> m_waiting; // Pods that found no node
};

} // namespace cauce::sandbox::control
