#pragma once

#include "core/sandbox/control/loop.h"
#include "core/sandbox/control/podrun.h"

namespace cauce::sandbox::control {

//! \brief Runs the Pods of all nodes: starts their containers, tells their status, ends them.
class Kubelet : public Controller
{
public:
    explicit Kubelet(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

    //! What runs in a Pod; nullptr when it is on no node.
    const PodRun* run(const QString& podUid) const;

private:
    struct Running
    {
        PodRun run;
        QString hostIp;
        QString podIp;
        std::optional<QDateTime> endsAt; // once it is being deleted
    };
    Running& begin(const Json& pod, const PodFacts& facts);
    bool isEnding(Running& running, const Json& pod, const PodFacts& facts);
    QString obstacleFor(const Json& pod, const Json& container) const;
    void tell(const Json& pod, const std::vector<PodNote>& notes);
    QString newIp(const QString& node);

    Loop& m_loop;
    QHash<QString, std::shared_ptr<Running>> m_running; // by uid
    QHash<QString, int> m_lastIp; // by node
    QMap<QString, QString> m_hostIps; // by node
};

} // namespace cauce::sandbox::control
