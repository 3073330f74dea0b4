#pragma once

#include "core/engine/workspace.h"

#include <QDialog>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace cauce {

class Label;

//! \brief Makes a workspace: a repository, a revision, a path, a cluster.
class OpenRepositoryDialog : public QDialog
{
    Q_OBJECT

public:
    //! \param contexts of the kubeconfig; \param current the one to choose first
    //! \param taken names that workspaces have already
    OpenRepositoryDialog(const QStringList& contexts, const QString& current,
                         const QStringList& taken, QWidget* parent = nullptr);

    Workspace workspace() const;
    //! What is wrong with the input; empty when it may be opened.
    QString problem() const;

    void accept() override;

private:
    QFormLayout* makeForm();
    void validate();
    QString nameFor(const QString& repoUrl) const;

    QStringList m_taken;
    QLineEdit* m_repo;
    QLineEdit* m_revision;
    QLineEdit* m_path;
    QComboBox* m_context;
    QLineEdit* m_kubeconfig;
    QSpinBox* m_poll;
    QLineEdit* m_name;
    Label* m_problem;
    QPushButton* m_open;
    bool m_nameIsOurs = true; // the person has not written one
};

} // namespace cauce
