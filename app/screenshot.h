#pragma once

#include <QObject>
#include <QSize>
#include <QStringList>
#include <QTimer>

namespace cauce {

class Application;

//! What to draw, from the command line.
struct ScreenshotRequest
{
    QString file; //!< PNG
    QString page;
    QString application; //!< empty: the first one that differs
    QSize size;

    //! "applications", "application", "diff", "sync", "history", "tree"
    static QStringList pages();
};

//! \brief Waits until a page of the open workspace has its data, draws it, and ends the program.
//!
//! Gives up after a minute. The exit status is 0 with a picture, 1 without, and standard error says
//! why. GUI thread.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    //! \param application not owned; not started yet
    Screenshot(Application& application, const ScreenshotRequest& request);

signals:
    void drawing(); //!< the page is as it shall be

private:
    void onRefreshed();
    QString chooseApplication() const;
    void openPage(const QString& application);
    void settle();
    void draw();
    void giveUp(const QString& reason);

    Application& m_application;
    ScreenshotRequest m_request;
    QTimer m_limit {this};
    QTimer m_settle {this};
    bool m_opened = false;
};

} // namespace cauce
