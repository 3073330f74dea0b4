#pragma once

#include "models/store.h"

namespace cauce {

//! \brief The demo's walk in six steps: where it stands, judged by what has happened.
//!
//! A step is done when the snapshots show its effect, whoever made it: by the strip's button, by
//! hand in the window or in a terminal. GUI thread.
class DemoStory : public QObject
{
    Q_OBJECT

public:
    enum Step { Push, SeeChange, Sync, Scale, SeeWho, Heal, StepCount };

    //! Where the demo's things are; for the commands that do the same by hand.
    struct Places
    {
        QString application = QStringLiteral("example-app");
        QString nameSpace = QStringLiteral("apps");
        QString clone; //!< folder
        QString kubeconfig; //!< file
    };

    DemoStory(Store& store, Places places, QObject* parent = nullptr);

    const Places& places() const { return m_places; }
    //! The image in Git before and after step one: "nginx:1.25-alpine", "nginx:1.26-alpine".
    void setUpgrade(const QString& from, const QString& to);
    //! Whether the application's differences are before the person's eyes now.
    void setDiffShown(bool shown);
    //! From the first step again, where the state allows it.
    void restart();

    int step() const { return m_step; } //!< StepCount when the walk is over
    bool isOver() const { return m_step == StepCount; }
    //! Whether what \p step asks for was seen to happen.
    bool isDone(int step) const { return m_done[size_t(step)]; }
    QString sentence(int step) const; //!< translated; StepCount: the last word
    QString action(int step) const; //!< the button's word, translated
    //! What does the same in a terminal; empty after the last step.
    QString command(int step) const;

signals:
    void changed();

private:
    void look();
    void begin(const AppState& state);
    bool advance(const AppState& state);
    void finish(bool done);
    static bool hasImageChange(const AppState& state);
    static bool hasDrift(const AppState& state);

    Store& m_store;
    Places m_places;
    QString m_from;
    QString m_to;
    QString m_startCommit; // what Git said when step one began; empty: not known yet
    std::array<bool, StepCount> m_done {};
    int m_step = Push;
    bool m_begun = false;
    bool m_diffShown = false;
};

//! A word for a POSIX shell: quoted where it must be; the home folder is "~" where that is shorter.
QString shellWord(const QString& text);

} // namespace cauce
