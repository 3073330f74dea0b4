#pragma once

#include "core/sandbox/control/values.h"
#include "core/sandbox/controllers.h"

//! \brief What happens in a simulated Pod on its node. Values; pure but for the times they are
//! given.
namespace cauce::sandbox::control {

//! How a container ended.
struct Ending
{
    int exitCode = 0;
    QString reason; //!< Completed, Error
    QDateTime startedAt;
    QDateTime finishedAt;
};

//! What a container does, by its image and command.
enum class Behaviour {
    Serves, //!< runs until it is stopped
    Completes, //!< of a Job: ends with 0
    Crashes, //!< ends with 1
    CannotBePulled //!< its image does not exist
};

//! One container of a Pod. A value.
struct ContainerRun
{
    enum class State { Waiting, Running, Ended };

    QString name;
    QString image;
    Behaviour behaviour = Behaviour::Serves;
    bool isInit = false;
    bool isSidecar = false; //!< an init container that stays (restartPolicy Always)
    std::chrono::milliseconds readyDelay {0}; //!< from its start until its probe succeeds

    State state = State::Waiting;
    QString reason; //!< of waiting: ContainerCreating, ErrImagePull, CrashLoopBackOff, ...
    QString message;
    QDateTime startedAt;
    Ending ending; //!< of State::Ended
    std::optional<Ending> last; //!< how the run before this one ended
    bool isReady = false;
    int restarts = 0;
    int pulls = 0; //!< attempts that failed
    std::optional<QDateTime> nextAt; //!< when something will happen to it by itself
};

//! Something that the kubelet tells as an Event.
struct PodNote
{
    bool isWarning = false;
    QString reason;
    QString message;
    QString container; //!< empty: of the Pod itself
    bool isInit = false;
};

//! \brief A Pod's containers over time: what a kubelet knows and a Pod's status tells.
//!
//! Begins when the Pod has been given to a node. advance() brings it to a moment; next() says when
//! it will change again.
class PodRun
{
public:
    //! \brief A run that begins at \p now; with a status that says that containers run already (a
    //! sandbox that starts again with its data), they do.
    PodRun(const Json& pod, const Pace& pace, const QDateTime& now);

    //! Does all that happens until \p now. \return what is worth an Event
    std::vector<PodNote> advance(const QDateTime& now);
    //! Ends what still runs, as when the Pod is deleted.
    void stop(const QDateTime& now);
    //! When something happens next; nothing: it stays as it is.
    std::optional<QDateTime> next() const;

    //! \brief Why its containers cannot be made, such as a Secret that is missing; empty: they can.
    //! Looked at when a container starts and, while it waits for that, by advance().
    QString obstacle;

    //! \brief \p pod's status as the kubelet writes it, conditions included; what others set in it
    //! stays.
    //! \param hostIp the node's address; \param podIp the Pod's
    Json status(const Json& pod, const QString& hostIp, const QString& podIp,
                const QDateTime& now) const;
    QString phase() const;
    bool isReady() const;
    const std::vector<ContainerRun>& containers() const { return m_containers; } //!< init first

private:
    bool step(const QDateTime& now, std::vector<PodNote>& notes);
    void begin(ContainerRun& container, const QDateTime& at, std::vector<PodNote>& notes);
    void end(ContainerRun& container, const QDateTime& at, std::vector<PodNote>& notes);
    void failPull(ContainerRun& container, const QDateTime& at, std::vector<PodNote>& notes);
    void wait(ContainerRun& container, const QDateTime& at);
    void restore(ContainerRun& container, const Json& status, const QDateTime& now);
    bool isInitialized() const;
    bool isOver() const;

    std::vector<ContainerRun> m_containers;
    Pace m_pace;
    QDateTime m_beganAt;
    QString m_restartPolicy;
    bool m_isStopped = false;
};

//! What a container of \p pod does.
Behaviour behaviourOf(const Json& pod, const Json& container);
//! 10 s, doubled for each of \p failures after the first, at most five minutes.
std::chrono::milliseconds backOff(int failures);

} // namespace cauce::sandbox::control
